import Testing

/// `Package.swift` against the tree and against the table of imports.
@Suite struct ManifestTests {
    private static let manifest = Manifest(SourceTree.file("Package.swift")?.lines ?? [])
    /// Modules that come with a product of another name.
    private static let modules = ["Yams": "CYaml"]

    @Test func `the manifest is read`() {
        let names = Set(Self.manifest.targets.map(\.name))
        #expect(names.isSuperset(of: ["OCPPTypes", "CLI", "TidyTests", "TestSupport", "codec-fuzz", "CCurl"]))
        #expect(!names.contains(""))
        let transport = Self.manifest.targets.first { $0.name == "WebSocketTransport" }
        #expect(transport?.dependencies == ["TextFormats", "NIOCore", "NIOPosix", "NIOSSL", "NIOTLS", "Crypto"])
    }

    @Test func `targets depend on what the table of imports says`() {
        let own = Set(TidyRules.imports.keys)
        for target in Self.manifest.targets where target.path.hasPrefix("Sources/") {
            let allowed = TidyRules.imports[target.name] ?? []
            #expect(target.dependencies.intersection(own) == allowed.intersection(own), "\(target.name)")
        }
        #expect(own.subtracting(Self.manifest.targets.map(\.name)) == [])
    }

    @Test func `no target depends on what none of its files imports`() {
        for target in Self.manifest.targets {
            let imported = Set(
                SourceTree.swift.filter { $0.path.hasPrefix(target.path + "/") }
                    .flatMap { TidyRules.foreignImports(in: $0.lines, allowed: []) })
            let unused = target.dependencies.filter { !imported.contains(Self.modules[$0] ?? $0) }
            #expect(unused == [], "\(target.name)")
        }
    }

    @Test func `every file belongs to a target`() {
        for file in SourceTree.swift { #expect(Self.manifest.target(of: file.path) != nil, "\(file.path)") }
    }

    @Test func `a manifest's calls are taken apart`() {
        let manifest = Manifest([
            "let log: Target.Dependency = .product(name: \"Logging\", package: \"swift-log\")  // \"Comment\"",
            "let parts: [Target.Dependency] = [",
            "    .product(name: \"P1\", package: \"p\"), .product(name: \"P2\", package: \"p\"),",
            "]",
            ".target(name: \"A\"),",
            ".testTarget(",
            "    name: \"ATests\", dependencies: [\"A\", log, .product(name: \"X\", package: \"x\")], exclude: [\"Data\"]),",
            ".executableTarget(name: \"b\", dependencies: [\"A\"] + parts, path: \"Tests/B\"),",
        ])
        #expect(
            manifest.targets.sorted { $0.name < $1.name } == [
                Manifest.Target(name: "A", path: "Sources/A", dependencies: []),
                Manifest.Target(name: "ATests", path: "Tests/ATests", dependencies: ["A", "Logging", "X"]),
                Manifest.Target(name: "b", path: "Tests/B", dependencies: ["A", "P1", "P2"]),
            ])
        #expect(manifest.target(of: "Tests/B/main.swift")?.name == "b")
        #expect(manifest.target(of: "Sources/Ab/x.swift") == nil)
    }
}
