import SwiftASN1
import X509

/// PEM as it comes over the wire and from files.
enum PEMText {
    /// The blocks of a text; nil when it is too long or no PEM. Line ends of any system and text between the blocks,
    /// which some tools write, do not matter.
    static func blocks(_ text: String) -> [PEMDocument]? {
        guard text.utf8.count <= CredentialsLimits.pemBytes else { return nil }
        var blocks: [PEMDocument] = []
        var block: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop { $0 == " " }
            if line.hasPrefix("-----BEGIN ") { block = "" }
            guard block != nil else { continue }
            block? += line + "\n"
            guard line.hasPrefix("-----END ") else { continue }
            guard let document = try? PEMDocument(pemString: block ?? "") else { return nil }
            blocks.append(document)
            block = nil
        }
        return block == nil && !blocks.isEmpty ? blocks : nil
    }
}
