import CentralSystemSettings
import Foundation
import Testing

/// The guide's examples are read.
@Suite struct ConfigurationGuideTests {
    private static let guides = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appendingPathComponent("Sources/CentralSystemSettings/CentralSystemSettings.docc")

    private static func blocks(_ guide: String, _ kind: String) throws -> [String] {
        let text = try String(contentsOf: guides.appendingPathComponent(guide), encoding: .utf8)
        return text.components(separatedBy: "```\(kind)\n").dropFirst().map { $0.components(separatedBy: "\n```")[0] }
    }

    @Test func `the guide's configuration file is right`() throws {
        let blocks = try Self.blocks("TheConfigurationFile.md", "yaml")
        #expect(blocks.count == 1)
        for block in blocks {
            var configuration = CentralSystemServerConfiguration()
            try ConfigurationFile.apply(block, name: "guide", to: &configuration)
            #expect(configuration.watchList == ["CP1", "CP2"] && configuration.api.tokens.count == 1)
        }
        let guide = try String(
            contentsOf: Self.guides.appendingPathComponent("TheConfigurationFile.md"), encoding: .utf8)
        for setting in CentralSystemSetting.all where setting.name.hasPrefix("limits.") {
            #expect(guide.contains("  \(setting.name.dropFirst("limits.".count)): "), "\(setting.name)")
        }
    }
}
