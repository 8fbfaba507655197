import Testing

/// What comments and documentation cite is in the repository, or in a document that everybody can get.
@Suite struct CitationTests {
    /// Path and prose of every file, except of the rules themselves.
    private static let prose: [(path: String, text: String)] =
        (SourceTree.swift.filter { !$0.path.hasPrefix("Tests/TidyTests/") } + SourceTree.markdown + SourceTree.scripts)
        .map { ($0.path, CitationRules.prose(of: $0)) }

    private static let guides = SourceTree.markdown.filter { CitationRules.catalog(of: $0.path) != nil }

    @Test func `cited documents are in the repository or published`() {
        #expect(Self.prose.contains { $0.path == "README.md" })
        #expect(Self.prose.contains { $0.path == "scripts/check" })
        for (path, text) in Self.prose {
            #expect(CitationRules.foreignDocuments(in: text) == [], "\(path)")
        }
    }

    @Test func `named guides exist`() {
        let titles = Set(Self.guides.compactMap(CitationRules.title))
        #expect(titles.contains("Errata"))
        for (path, text) in Self.prose {
            #expect(CitationRules.missingGuides(in: text, titles: titles) == [], "\(path)")
        }
    }

    @Test func `links between guides lead to articles of their catalog`() {
        var articles: [String: Set<String>] = [:]
        for guide in Self.guides {
            let name = guide.path.split(separator: "/").last!.dropLast(".md".count)
            articles[CitationRules.catalog(of: guide.path)!, default: []].insert(String(name))
        }
        for guide in Self.guides {
            let own = articles[CitationRules.catalog(of: guide.path)!]!
            let text = CitationRules.prose(of: guide)
            #expect(CitationRules.missingArticles(in: text, articles: own) == [], "\(guide.path)")
        }
    }

    @Test func `errata have one name and a heading each`() throws {
        let guide = try #require(SourceTree.file("Sources/OCPPTypes/OCPPTypes.docc/Errata.md"))
        let headings = CitationRules.headings(of: guide)
        #expect(headings.count > 30 && Set(headings).count == headings.count)
        for (path, text) in Self.prose {
            let errata = CitationRules.errata(in: text)
            #expect(errata.misnamed == [], "\(path)")
            #expect(errata.cited.subtracting(headings).sorted() == [], "\(path)")
        }
    }
}

/// Each rule is seen to fail.
@Suite struct CitationRuleTests {
    private static func prose(_ lines: String...) -> String {
        CitationRules.prose(of: SourceTree.File(path: "Sources/A/B.swift", lines: lines))
    }

    @Test func `only comments are read, over the ends of lines`() {
        let text = Self.prose(
            "let a = \"http://b\"  // one", "/// two (guide", "    /// \"Three\").", "let c = \"NOTES 1.2\"")
        #expect(text == "one two (guide \"Three\"). |")
        #expect(CitationRules.missingGuides(in: text, titles: ["Four"]) == ["Three"])
        #expect(CitationRules.missingGuides(in: text, titles: ["Three"]) == [])
    }

    @Test(arguments: ["NOTES §8.2", "NOTES 12.1.4", "FIELD-NOTES 4", "CATALOGUE A8", "NOTES section 3", "E4 3.18"])
    func `a document that nobody has is found`(_ citation: String) {
        #expect(CitationRules.foreignDocuments(in: "why (\(citation)).").count == 1)
        let halves = citation.split(separator: " ", maxSplits: 1).map(String.init)
        let broken = Self.prose("/// why (\(halves[0])", "/// \(halves[1]).")
        #expect(CitationRules.foreignDocuments(in: broken).count == 1)
    }

    @Test(arguments: [
        "OCPP 1.6 §4.9", "OCPP-J 1.6 §4.2.3", "HTTP 404", "RFC 6455 §5.1", "YAML 1.2", "SELECT 1", "CALL 3", "SHA-256",
        "B6, errata v4.0 §3.20", "security white paper §8, A01", "TC_066_CS", "a CALLRESULT (§4.2.2)", "NOTES: 1.2",
    ])
    func `a published document is none of them`(_ citation: String) {
        #expect(CitationRules.foreignDocuments(in: "why (\(citation)).") == [])
    }

    @Test func `a title is the first heading, and a link names an article`() {
        let guide = SourceTree.File(path: "Sources/A/A.docc/A.md", lines: ["# ``A``", "", "# not run"])
        #expect(CitationRules.title(of: guide) == "A")
        #expect(CitationRules.catalog(of: guide.path) == "Sources/A/A.docc/")
        #expect(CitationRules.catalog(of: "README.md") == nil)
        let links = "see <doc:B>, [c](doc:C) and <doc:D>"
        #expect(CitationRules.missingArticles(in: links, articles: ["B"]).sorted() == ["C", "D"])
    }

    @Test func `errata are read with their sheet, several in a row`() {
        let text = "(OCPP 1.6 §5.5, errata v4.0 §3.25, §3.26), §7.1; OCPP-J errata v1.0 §3.8. Errata v4.0 §3.52."
        let errata = CitationRules.errata(in: text)
        #expect(errata.cited == ["v4.0 §3.25", "v4.0 §3.26", "v1.0 §3.8", "v4.0 §3.52"])
        #expect(errata.misnamed == [])
        let guide = SourceTree.File(path: "Errata.md", lines: ["### v4.0 §3.25: what", "text", "### Other"])
        #expect(CitationRules.headings(of: guide) == ["v4.0 §3.25"])
    }

    @Test(arguments: [
        "errata 3.34", "errata v4.0 3.34", "OCPP-J errata 3.8", "OCPP-J errata v4.0 §3.8", "errata v1.0 §3.8",
        "erratum §3.34",
    ])
    func `another name of an erratum is found`(_ name: String) {
        #expect(CitationRules.errata(in: "why (\(name)).").misnamed.count == 1)
        #expect(CitationRules.errata(in: "the errata sheet and its errata").misnamed == [])
    }
}
