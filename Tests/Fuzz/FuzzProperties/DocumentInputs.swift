import FuzzSupport
import OCPPTypes

/// Inputs for every kind of document, made from those of the repository and from kept finds.
package struct DocumentInputs {
    private let scenarios: DocumentMutator
    private let schedules: DocumentMutator
    private let lines: DocumentMutator

    /// - Parameters:
    ///   - top: the top of the repository.
    ///   - corpus: the folder of kept finds.
    package init(top: String, corpus: String) {
        func kept(_ kind: DocumentProperty.Kind) -> [[UInt8]] {
            DocumentFiles.all(below: corpus, ending: "." + kind.rawValue)
        }
        let frames = SeedFrames.all.map { Array("frame ".utf8) + $0 }
        scenarios = DocumentMutator(
            seeds: DocumentFiles.all(below: top + "/scenarios", ending: ".yaml")
                + DocumentFiles.blocks(of: top + "/Sources/Scenario/Scenario.docc/Scenario.md", language: "yaml")
                + kept(.scenario), isJSON: false)
        schedules = DocumentMutator(
            seeds: DocumentFiles.all(
                below: top + "/Sources/SmartCharging/SmartCharging.docc/Resources", ending: ".json")
                + kept(.schedule), isJSON: true)
        lines = DocumentMutator(
            seeds: frames + DocumentProperty.consoleLines.map { Array($0.utf8) } + kept(.console), isJSON: true)
    }

    /// The next input of a kind.
    package func next(_ kind: DocumentProperty.Kind, _ random: inout SeededRandom) -> [UInt8] {
        switch kind {
        case .scenario: scenarios.next(&random, limit: 2 << 20)
        case .schedule: schedules.next(&random, limit: 1 << 20)
        case .console: lines.next(&random, limit: 1 << 18)
        }
    }
}
