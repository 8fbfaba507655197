import TextFormats

/// What compiling a scenario gave: a plan when nothing was wrong, and everything there is to say about the text.
package struct CompiledScenario: Equatable, Sendable {
    /// The plan; nil exactly when a diagnostic is an error.
    package var plan: Plan?
    /// Errors and warnings in the order of the text, at most `TextLimits.diagnostics` of them and a last one that
    /// tells how many more there are.
    package var diagnostics: [Diagnostic]

    /// All diagnostics as text, one after another, with a final line feed; empty when there is none.
    package var renderedDiagnostics: String {
        diagnostics.map { $0.rendered + "\n" }.joined()
    }
}

/// Changes to a scenario from the command line. Texts are read by the same rules as in a file; what is wrong with
/// them is reported with the option's name in place of the file's.
package struct ScenarioOverrides: Equatable, Sendable {
    /// `--seed`.
    package var seed: UInt64?
    /// `--for`, such as `90s`.
    package var duration: String?
    /// `--scale`: counts and arrival rates of all groups are multiplied by it.
    package var scale: Double
    /// `--set name=value`, in order. The name is a path of keys with dots (`fleet.depot.count`,
    /// `behaviours.pulse.0.every`) or a single key that the document has in one place only.
    package var set: [String]
    /// `--target`.
    package var target: String?

    /// Changes nothing unless told.
    package init(
        seed: UInt64? = nil, duration: String? = nil, scale: Double = 1, set: [String] = [], target: String? = nil
    ) {
        self.seed = seed
        self.duration = duration
        self.scale = scale
        self.set = set
        self.target = target
    }
}

/// The scenario language: text to plan.
///
/// ```swift
/// let compiled = ScenarioCompiler.compile(text: text, fileName: "rush.yaml")
/// guard let plan = compiled.plan else { print(compiled.renderedDiagnostics) }
/// ```
package enum ScenarioCompiler {
    /// Reads and checks a scenario. Never fails otherwise than by diagnostics, whatever the text is.
    ///
    /// - Parameters:
    ///   - text: the scenario.
    ///   - fileName: how diagnostics name it.
    ///   - overrides: changes from the command line.
    package static func compile(
        text: String, fileName: String, overrides: ScenarioOverrides = ScenarioOverrides()
    ) -> CompiledScenario {
        let source = SourceText(name: fileName, text: text)
        var sink = DiagnosticSink(source: source)
        var reader = SyntaxReader(sourceIndex: 0, source: source, wording: .scenario)
        guard var root = reader.read(into: &sink) else {
            return CompiledScenario(plan: nil, diagnostics: sink.finished())
        }
        OverrideApplication(overrides: overrides).apply(to: &root, &sink)
        let scaleIsValid = overrides.scale > 0 && overrides.scale <= ScenarioLimits.scale
        if !scaleIsValid {
            let option = sink.addSource(name: "--scale", text: "\(overrides.scale)")
            sink.error(
                "the scale must be above 0 and at most \(Int(ScenarioLimits.scale))",
                at: Place(source: option, length: "\(overrides.scale)".utf8.count))
        }
        var checker = Checker(sink: sink, scale: scaleIsValid ? overrides.scale : 1)
        let plan = checker.check(root)
        return CompiledScenario(
            plan: checker.sink.hasErrors ? nil : plan, diagnostics: checker.sink.finished())
    }

    /// Reads and checks a scenario given as bytes; bytes that are not UTF-8 are an error with its place.
    package static func compile(
        bytes: [UInt8], fileName: String, overrides: ScenarioOverrides = ScenarioOverrides()
    ) -> CompiledScenario {
        // Of a file that is too large so much is looked at as tells where; the rest of it takes no memory.
        let bytes = bytes.prefix(TextLimits.fileBytes + Self.longestScalar)
        let valid = Self.validPrefix(of: bytes)
        if valid == bytes.count || valid > TextLimits.fileBytes {
            return compile(
                text: String(decoding: bytes[..<valid], as: UTF8.self), fileName: fileName, overrides: overrides)
        }
        let line = bytes[..<valid].count(where: { $0 == 0x0A }) + 1
        let start = bytes[..<valid].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let before = String(decoding: bytes[start..<valid], as: UTF8.self)
        var sink = DiagnosticSink(source: SourceText(name: fileName, text: String(decoding: bytes, as: UTF8.self)))
        sink.error(
            "the file is not valid UTF-8", at: Place(line: line, column: before.unicodeScalars.count + 1),
            hint: "save it as UTF-8")
        return CompiledScenario(plan: nil, diagnostics: sink.finished())
    }
    /// Bytes of the longest scalar in UTF-8.
    private static let longestScalar = 4

    /// How many bytes are valid UTF-8, up to a whole scalar.
    private static func validPrefix(of bytes: ArraySlice<UInt8>) -> Int {
        var parser = Unicode.UTF8.ForwardParser()
        var input = bytes.makeIterator()
        var count = 0
        while case .valid(let scalar) = parser.parseScalar(from: &input) { count += scalar.count }
        return count
    }
}
