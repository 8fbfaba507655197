import OCPPTypes
import OperatorInterface
import TextFormats

/// Reads the configuration file (`csms --config FILE`): YAML, or JSON, which is YAML too.
///
/// ```yaml
/// listen: 127.0.0.1:9000
/// registration: known
/// limits:
///   message-log: 64MiB
/// watch: [CP1, CP2]
/// tokens:
///   - name: dashboard
///     role: read
///     sha256: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
/// ```
///
/// Every name of ``CentralSystemSetting`` is a key; a name with a dot stands in a mapping. Flags of the command line
/// win over the file.
package enum ConfigurationFile {
    /// What is wrong with a file: every error with its line, column, caret and hint.
    package struct Failure: Error, Equatable {
        /// The diagnostics as text of several lines.
        package var text: String
    }

    /// Largest size of a file in bytes.
    package static let largestBytes = 256 << 10

    /// Takes over a file's settings, except those that the command line gives too.
    /// - Parameters:
    ///   - text: the file's text.
    ///   - name: its name, for diagnostics.
    ///   - overridden: settings that the command line gives; they are read all the same, but not taken over.
    ///   - configuration: what the settings are written into.
    /// - Throws: ``Failure`` with every error at once.
    package static func apply(
        _ text: String, name: String, overridden: Set<String> = [],
        to configuration: inout CentralSystemServerConfiguration
    ) throws(Failure) {
        guard text.utf8.count <= largestBytes else {
            throw Failure(text: "\(name): error: the configuration has more than \(largestBytes) bytes\n")
        }
        var document = PlacedDocument(
            name: name, text: text, noun: "configuration", needs: "it needs at least one key, for example `listen`")
        if let root = document.root {
            var reader = Reader(document: document, configuration: configuration, overridden: overridden)
            reader.read(root, prefix: "")
            document = reader.document
            if !document.hasErrors { configuration = reader.configuration }
        }
        guard document.hasErrors else { return }
        throw Failure(text: document.rendered)
    }

    private struct Reader {
        var document: PlacedDocument
        var configuration: CentralSystemServerConfiguration
        let overridden: Set<String>

        /// Keys of a mapping; the prefix is that of the mapping itself, with its dot.
        mutating func read(_ node: PlacedDocument.Node, prefix: String) {
            guard case .mapping(let entries) = node.content else {
                let what = prefix.isEmpty ? "the configuration" : "`\(prefix.dropLast())`"
                return document.error("\(what) must be a mapping, not \(node.kindName)", at: node)
            }
            for entry in entries {
                let name = prefix + entry.name
                if name == "tokens" {
                    tokens(entry.value)
                } else if let setting = CentralSystemSetting.named(name) {
                    take(setting, entry)
                } else if CentralSystemSetting.all.contains(where: { $0.name.hasPrefix(name + ".") }) {
                    read(entry.value, prefix: name + ".")
                } else {
                    document.error(
                        "there is no key `\(entry.name)`", at: entry.key,
                        hint: DidYouMean.hint(for: entry.name, among: Self.keys(prefix), listing: "known keys"))
                }
            }
        }

        /// The keys that may stand in a mapping.
        private static func keys(_ prefix: String) -> [String] {
            var keys: [String] = prefix.isEmpty ? ["tokens"] : []
            for setting in CentralSystemSetting.all where setting.name.hasPrefix(prefix) {
                let key = String(setting.name.dropFirst(prefix.count).prefix { $0 != "." })
                if !keys.contains(key) { keys.append(key) }
            }
            return keys.sorted()
        }

        private mutating func take(_ setting: CentralSystemSetting, _ entry: PlacedDocument.Entry) {
            let nodes: [PlacedDocument.Node]
            if case .list(let items) = entry.value.content, setting.isRepeatable {
                nodes = items
            } else {
                nodes = [entry.value]
            }
            var values: [String] = []
            for node in nodes {
                guard let text = node.text, !text.isEmpty else {
                    document.error("`\(setting.name)` must be a single value, not \(node.kindName)", at: node)
                    return
                }
                values.append(text)
            }
            // A value that the command line replaces must be right all the same; it is tried on a copy.
            var copy = configuration
            do {
                try setting.apply(values, to: &copy)
                if !overridden.contains(setting.name) { configuration = copy }
            } catch {
                document.error("`\(setting.name)`: \(error.text)", at: nodes.first ?? entry.value)
            }
        }

        // MARK: Tokens

        private mutating func tokens(_ node: PlacedDocument.Node) {
            guard case .list(let items) = node.content else {
                return document.error("`tokens` must be a list, not \(node.kindName)", at: node)
            }
            for item in items {
                guard let token = token(item) else { continue }
                if configuration.api.tokens.contains(where: { $0.name == token.name }) {
                    document.error("there is a token named \"\(token.name)\" above", at: item)
                }
                configuration.api.tokens.append(token)
            }
        }

        private mutating func token(_ node: PlacedDocument.Node) -> AccessToken? {
            guard case .mapping(let entries) = node.content else {
                document.error("a token must be a mapping with name, role and sha256, not \(node.kindName)", at: node)
                return nil
            }
            var values: [String: PlacedDocument.Node] = [:]
            for entry in entries {
                guard ["name", "role", "sha256"].contains(entry.name) else {
                    document.error(
                        "there is no key `\(entry.name)` in a token", at: entry.key,
                        hint: entry.name == "token"
                            ? "the file holds hashes only: sha256 of the token's text"
                            : DidYouMean.hint(
                                for: entry.name, among: ["name", "role", "sha256"], listing: "known keys"))
                    return nil
                }
                values[entry.name] = entry.value
            }
            for key in ["name", "role", "sha256"] where values[key]?.text?.isEmpty ?? true {
                document.error("a token needs `\(key)`", at: values[key] ?? node)
                return nil
            }
            guard let name = values["name"]?.text, let role = values["role"], let hash = values["sha256"] else {
                return nil
            }
            guard let known = role.text.flatMap(Role.init) else {
                document.error("`role` must be read, operate or admin", at: role)
                return nil
            }
            guard let bytes = hash.text.flatMap(AccessToken.hash(hexadecimal:)) else {
                document.error(
                    "`sha256` must have 64 hexadecimal digits", at: hash,
                    hint: "printf %s TOKEN | sha256sum")
                return nil
            }
            return AccessToken(name: name, role: known, hash: bytes)
        }
    }
}
