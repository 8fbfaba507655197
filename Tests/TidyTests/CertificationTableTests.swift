import Foundation
import Testing

/// The table of certification cases in the documentation and the tests named by their numbers tell the same.
@Suite struct CertificationTableTests {
    private static let top = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Case and test file of every test whose name begins with numbers of cases, such as `TC_003_CS start`.
    private static func tested() throws -> Set<String> {
        var found: Set<String> = []
        let walk = try #require(
            FileManager.default.enumerator(at: top.appendingPathComponent("Tests"), includingPropertiesForKeys: nil))
        for case let url as URL in walk where url.pathExtension == "swift" {
            for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
                guard line.contains("func `TC_"), let name = line.split(separator: "`").dropFirst().first else {
                    continue
                }
                for word in name.split(whereSeparator: { $0 == " " || $0 == "," }) where word.hasPrefix("TC_") {
                    found.insert("\(word) \(url.deletingPathExtension().lastPathComponent)")
                }
            }
        }
        return found
    }

    /// The same from the rows `| TC_003_CS | what | where |` of the guide.
    private static func listed() throws -> Set<String> {
        let file = top.appendingPathComponent(
            "Sources/ChargePointModel/ChargePointModel.docc/CertificationCases.md")
        var found: Set<String> = []
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, cells[0].hasPrefix("TC_") else { continue }
            for file in cells[2].split(separator: ",") {
                found.insert("\(cells[0]) \(file.trimmingCharacters(in: CharacterSet(charactersIn: " `")))")
            }
        }
        return found
    }

    @Test func `every case of the table has its test and every test of a case is in the table`() throws {
        let tested = try Self.tested()
        let listed = try Self.listed()
        #expect(tested.count > 50)
        #expect(tested.subtracting(listed).sorted() == [], "tests that the table lacks")
        #expect(listed.subtracting(tested).sorted() == [], "rows without a test")
    }
}
