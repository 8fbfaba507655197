import Testing

/// The scripts and what belongs to them.
@Suite struct ScriptTests {
    private static let python =
        SourceTree.files(below: ["scripts", "Tests"], endings: [".py"])
        + SourceTree.files(below: ["scripts"], endings: [""]).filter { $0.lines.first?.contains("python") == true }

    @Test func `lines are short, without tabs and spaces at their ends`() {
        for file in SourceTree.scripts + Self.python {
            #expect(ScriptRules.layout(of: file.lines) == [], "\(file.path)")
        }
    }

    @Test func `Python files import what they use, and their functions stay short`() {
        #expect(Self.python.count > 10)
        for file in Self.python {
            #expect(ScriptRules.python(file.lines) == [], "\(file.path)")
            #expect(TidyRules.length(of: file.lines).filter { $0.contains("lines, at most 600") } == [], "\(file.path)")
        }
    }

    @Test func `every Python file of a script is named by another file`() {
        for file in Self.python {
            guard let name = file.path.split(separator: "/").last?.split(separator: ".").first else { continue }
            let isNamed = (SourceTree.scripts + SourceTree.swift + Self.python).contains { other in
                other.path != file.path && other.lines.contains { $0.contains(name) }
            }
            #expect(isNamed, "nothing uses \(file.path)")
        }
    }

    // MARK: Each rule is seen to fail

    @Test func `a long line, a tab and a space at the end are found`() {
        let long = String(repeating: "x", count: 121)
        #expect(
            ScriptRules.layout(of: [long, "a\tb", "c ", "d"]) == [
                "line 1: 121 characters, at most 120", "line 2: a tab", "line 3: ends in spaces",
            ])
    }

    @Test func `an import without use, a bare except and a long function are found`() {
        #expect(
            ScriptRules.python([
                "import os, sys as system", "from json import loads, dumps", "import a.b",
                "x = dumps(os.name)  # loads",
            ]) == [
                "line 1: system is not used", "line 2: loads is not used", "line 3: a is not used",
            ])
        #expect(ScriptRules.python(["try:", "    x()", "except:", "    pass"]) == ["line 3: a bare except"])
        let body = ["def long():"] + Array(repeating: "    work()", count: 70) + ["", "def short():", "    pass"]
        #expect(ScriptRules.python(body) == ["line 1: a function of 71 lines, at most 70"])
    }
}
