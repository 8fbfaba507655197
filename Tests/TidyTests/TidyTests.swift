import Foundation
import Testing

/// The house rules as a test. Each rule has a twin in ``TidyRuleTests`` that sees it fail.
@Suite struct TidyTests {
    @Test func `the tree is where the rules look`() {
        #expect(SourceTree.swift.count > 100)
        #expect(SourceTree.swift.contains { $0.path == "Sources/OCPPTypes/Messages/Action.swift" })
    }

    @Test func `files and functions stay short`() {
        for file in SourceTree.swift {
            #expect(TidyRules.length(of: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `pure targets reach for nothing outside`() {
        for file in SourceTree.swift {
            guard let target = file.target, TidyRules.pureTargets.contains(target) else { continue }
            #expect(TidyRules.impurities(in: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `every target imports only what the table allows`() {
        for file in SourceTree.swift {
            guard let target = file.target else { continue }
            guard let allowed = TidyRules.imports[target] else {
                Issue.record("\(file.path): target \(target) has no row in the table of imports")
                continue
            }
            #expect(TidyRules.foreignImports(in: file.lines, allowed: allowed) == [], "\(file.path)")
        }
    }

    @Test func `no debug print and nothing unfinished is left`() {
        for file in SourceTree.swift where !file.path.hasPrefix("Tests/TidyTests/") {
            #expect(TidyRules.leftovers(in: file.lines, mayPrint: file.target == nil) == [], "\(file.path)")
        }
    }

    @Test func `one writer serves standard output and standard error`() {
        for file in SourceTree.swift where file.target != nil && file.target != "StandardStreams" {
            #expect(TidyRules.writers(in: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `tests do not sleep`() {
        // Benchmarks measure time, so they may wait for it.
        let exempt = ["Tests/TidyTests/", "Tests/Benchmarks/"]
        for file in SourceTree.swift
        where file.path.hasPrefix("Tests/") && !exempt.contains(where: { file.path.hasPrefix($0) }) {
            #expect(TidyRules.sleeps(in: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `tests that wait have a time limit, and a thread of their own where they block`() {
        let exempt = ["Tests/TidyTests/", "Tests/TestSupport/", "Tests/Benchmarks/"]
        for file in SourceTree.swift
        where file.path.hasPrefix("Tests/") && !exempt.contains(where: { file.path.hasPrefix($0) }) {
            #expect(TidyRules.unboundedWaits(in: file.lines) == [], "\(file.path)")
            #expect(TidyRules.wallTime(in: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `links in the documentation lead somewhere`() {
        for file in SourceTree.markdown {
            #expect(TidyRules.deadLinks(in: file) == [], "\(file.path)")
        }
    }
}

/// Each rule is seen to fail.
@Suite struct TidyRuleTests {
    @Test func `a long file and a long function are found`() {
        #expect(TidyRules.length(of: Array(repeating: "", count: 602)) == ["601 lines, at most 600"])
        let body = ["func long() {"] + Array(repeating: "    work()", count: 71) + ["}"]
        #expect(TidyRules.length(of: body) == ["line 1: a function of 73 lines, at most 70"])
        #expect(TidyRules.length(of: ["func short() {", "}"]) == [])
    }

    @Test func `an impure call is found`() {
        #expect(TidyRules.impurities(in: ["let now = Date()"]).count == 1)
        #expect(TidyRules.impurities(in: ["import NIOCore"]).count == 1)
        #expect(TidyRules.impurities(in: ["// Date() is banned", "let x = Int.random(in: 0..<3, using: &g)"]) == [])
        #expect(TidyRules.impurities(in: ["let x = Int.random(in: 0..<3)"]).count == 1)
    }

    @Test func `a foreign import is found`() {
        #expect(
            TidyRules.foreignImports(in: ["import Foundation", "import OCPPTypes"], allowed: ["OCPPTypes"]) == [
                "Foundation"
            ])
    }

    @Test func `a leftover is found`() {
        #expect(TidyRules.leftovers(in: ["    print(value)"], mayPrint: false).count == 1)
        #expect(TidyRules.leftovers(in: ["    print(value)"], mayPrint: true) == [])
        #expect(TidyRules.leftovers(in: ["// TO" + "DO: later"], mayPrint: true).count == 1)
    }

    @Test func `a writer that may end the process is found`() {
        #expect(
            TidyRules.writers(in: [
                "FileHandle.standardError.write(data)", "    if x { print(y) }", "fputs(text, stderr)",
                "StreamLogHandler.standardError(label: label)",
            ]).count == 4)
        #expect(TidyRules.writers(in: ["// print(x)", "blueprint(x)", "printer.print(x)", "inputs(x)"]) == [])
    }

    @Test func `a sleep is found`() {
        #expect(TidyRules.sleeps(in: ["try await Task.sleep(for: .seconds(1))"]).count == 1)
    }

    @Test func `a wait without end, a blocked thread and a real clock are found`() {
        let waits = ["@Suite struct S {", "    while !done { await Task.yield() }", "}"]
        #expect(TidyRules.unboundedWaits(in: waits) == ["line 1: waits without .timeLimit"])
        let blocks = ["@Suite(.timeLimit(.minutes(1)))", "struct S {", "    let peer = try RawPeer(url: url)", "}"]
        #expect(TidyRules.unboundedWaits(in: blocks) == ["line 1: blocks without .ownThread"])
        let both = ["@Suite(.ownThread, .timeLimit(.minutes(1))) struct S {", "    let peer = try RawPeer(url: url)"]
        #expect(TidyRules.unboundedWaits(in: both) == [])
        #expect(TidyRules.unboundedWaits(in: ["@Suite struct S {", "    #expect(true)"]) == [])
        #expect(TidyRules.wallTime(in: ["let sent = ContinuousClock.now", "let x = 1"]).count == 1)
    }

    @Test func `a dead link is found`() {
        let file = SourceTree.File(
            path: "README.md", lines: ["[a](no/such/file.md) [b](https://example.org) [c](Package.swift)"])
        #expect(TidyRules.deadLinks(in: file) == ["line 1: no/such/file.md"])
    }
}
