// Where a row stands among others, counted from 0.

// Whether it can still move up and down.
export const movable = (place, count) => ({ up: place > 0, down: place < count - 1 });

// What is said aloud once its new place is stored.
export const announced = (name, place, count, message) => `${name}: ${place + 1}/${count}. ${message}`;

// Whether the pointer, dragging another row over it, is nearer to its lower edge.
export const isLowerHalf = (y, { top, height }) => y > top + height / 2;
