// Rows that are put in another order.
import assert from "node:assert/strict";
import test from "node:test";

import { announced, isLowerHalf, movable } from "../../static/js/order.js";

test("the first row moves down only, the last up only, one alone not at all", () => {
    assert.deepEqual(movable(0, 3), { up: false, down: true });
    assert.deepEqual(movable(1, 3), { up: true, down: true });
    assert.deepEqual(movable(2, 3), { up: true, down: false });
    assert.deepEqual(movable(0, 1), { up: false, down: false });
});

test("the new place is said as people count", () => {
    assert.equal(announced("Police", 1, 9, "The order is saved."), "Police: 2/9. The order is saved.");
});

test("a row dropped on the lower half of another goes below it", () => {
    assert.deepEqual([99, 110, 120, 121, 140].map((y) => isLowerHalf(y, { top: 100, height: 40 })), [false, false, false, true, true]);
});
