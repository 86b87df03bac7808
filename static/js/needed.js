// What a rating still asks for, of what its fields hold; the server's rule is `scoring.Said`.
export const isUnrated = (choice) => ["", "unrated"].includes(choice);

// What a rating is, from its choice and, on strands, from the answers of which it follows: these as the server reads them.
export function standing(choice, answers) {
    if (choice !== "follows") {
        return choice;
    }
    if (answers.includes("")) {
        return "unrated";
    }
    return answers.every((answer) => answer === "?" || answer.startsWith("0-")) ? "insufficient" : "level";
}

// The name of the first field that the choice asks for and that is empty; the justification when all is there.
export function firstNeeded({ choice, confidence, suggested, reason, tried, justification, confidence_reason }) {
    if (choice === "na" && !reason) {
        return "reason";
    }
    if (choice === "insufficient" && !tried) {
        return "tried";
    }
    if (/^(\d|level)$/.test(choice) && justification) {
        if (!confidence) {
            return "confidence";
        }
        if (confidence !== suggested && !confidence_reason) {
            return "confidence_reason";
        }
    }
    return "justification";
}

// The next of those that are wanted, after this one and round to it again; from the first where there is no current one.
export function nextIn(all, current, isWanted) {
    const from = all.indexOf(current) + 1;
    return [...all.slice(from), ...all.slice(0, from)].find(isWanted);
}
