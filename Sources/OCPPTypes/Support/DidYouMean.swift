/// Suggestions for misspelt words of a scenario or a command, by Damerau-Levenshtein distance (optimal string alignment).
package enum DidYouMean {
    /// The candidate closest to a word, when it is close enough to be meant; the first one of several.
    package static func suggestion(for word: String, among candidates: [String]) -> String? {
        let length = word.unicodeScalars.count
        // A long text is no misspelt word, and the distance costs the product of both lengths.
        guard length > 0, length <= 60 else { return nil }
        let lowered = word.lowercased()
        let longer = candidates.filter { length >= 3 && $0.lowercased().hasPrefix(lowered) }
        if longer.count == 1 { return longer[0] }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let other = candidate.unicodeScalars.count
            let limit = max(1, min(3, min(length, other) / 3))
            // The difference in length alone is too much: most candidates end here.
            guard abs(other - length) <= limit else { continue }
            let distance = distance(lowered, candidate.lowercased())
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// A hint "did you mean" for a word, or all candidates behind `listing` when none is close.
    package static func hint(for word: String, among candidates: [String], listing: String) -> String {
        hint(for: word, among: candidates, otherwise: "\(listing): \(candidates.joined(separator: ", "))")
    }

    /// A hint "did you mean" for a word, or another hint when no candidate is close.
    package static func hint(for word: String, among candidates: [String], otherwise: String) -> String {
        suggestion(for: word, among: candidates).map { "did you mean `\($0)`?" } ?? otherwise
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one text into the other.
    package static func distance(_ a: String, _ b: String) -> Int {
        let left = Array(a.unicodeScalars)
        let right = Array(b.unicodeScalars)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for i in 1...left.count {
            var current = [i] + [Int](repeating: 0, count: right.count)
            for j in 1...right.count {
                let same = left[i - 1] == right[j - 1]
                current[j] = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (same ? 0 : 1))
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    current[j] = min(current[j], beforeLast[j - 2] + 1)
                }
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
