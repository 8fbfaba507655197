import OCPPTypes
import TextFormats

/// What a group says of its file transfers.
extension Checker {
    /// Checks `transfers`.
    mutating func transfers(_ node: SyntaxNode) -> TransferPlan {
        var plan = TransferPlan()
        guard
            let keys = mapping(
                node, "settings of file transfers", hint: "write such as `transfers: {speed: 2Mbit/s, parallel: 100}`")
        else { return plan }
        checkKeys(keys, Language.transfers, of: "`transfers`")
        for key in keys { checkTransferKey(key, &plan) }
        if !plan.verifiesServer, plan.certificateAuthorities != nil, let ca = keys.first(where: { $0.key == "ca" }) {
            sink.error(
                "`ca` says whom to trust, and `verify: false` that nobody is asked", at: ca.keyPlace,
                hint: "remove one of the two")
        }
        return plan
    }

    private mutating func checkTransferKey(_ key: SyntaxEntry, _ plan: inout TransferPlan) {
        switch key.key {
        case "speed":
            plan.bytesPerSecond = quantity(key.value, "a speed such as `2Mbit/s`", 1, Quantity.bytesPerSecond)
        case "parallel": plan.parallel = integer(key.value, "`parallel`", 1...ScenarioLimits.parallelTransfers)
        case "keep": plan.keepDirectory = path(key.value, "a folder")
        case "ca": plan.certificateAuthorities = path(key.value, "a file of certificates (PEM)")
        case "verify": plan.verifiesServer = choice(key, Language.yesNo).map { $0 == "true" } ?? true
        case "connect-timeout": plan.connectTimeoutMilliseconds = positiveDuration(key.value, "`connect-timeout`")
        case "stall-timeout": plan.stallTimeoutMilliseconds = wholeSeconds(key)
        case "timeout": plan.timeoutMilliseconds = wholeSeconds(key)
        case "resume": plan.resumes = choice(key, Language.yesNo).map { $0 == "true" } ?? true
        case "reuse-connections": plan.reusesConnections = choice(key, Language.yesNo).map { $0 == "true" } ?? false
        case "ftp": plan.usesActiveFTP = choice(key, Language.ftpModes) == "active"
        case "http-upload": plan.usesMultipart = choice(key, Language.httpUploads) == "multipart"
        case "images": plan.takesOnlyImages = choice(key, Language.images) == "wattswarm"
        case "diagnostics-size":
            plan.diagnosticsBytes = quantity(key.value, "a size such as `1MiB`", 0) { text throws(QuantityProblem) in
                try Quantity.bytes(text, limit: ScenarioLimits.diagnosticsBytes)
            }
        case "frames": plan.frames = integer(key.value, "`frames`", 0...ScenarioLimits.keptFrames)
        case "installation":
            plan.installationMilliseconds = positiveDuration(key.value, "`installation`")
            if plan.installationMilliseconds > 86_400_000 {
                sink.error("out of range: at most 24h", at: key.value.place)
            }
        default: break  // reported by checkKeys
        }
    }

    private mutating func wholeSeconds(_ key: SyntaxEntry) -> Int64 {
        let value = positiveDuration(key.value, "`\(key.key)`")
        if value > 1, value % 1000 != 0 || value > 86_400_000 {
            sink.error("`\(key.key)` is a whole number of seconds, at most 24h", at: key.value.place)
        }
        return value
    }

    private mutating func choice(_ key: SyntaxEntry, _ words: [String]) -> String? {
        guard let word = scalar(key.value, words.map { "`\($0)`" }.joined(separator: " or ")) else { return nil }
        guard words.contains(word) else {
            sink.error(
                "unknown word `\(shortened(word))` behind `\(key.key)`", at: key.value.place,
                hint: DidYouMean.hint(for: word, among: words, listing: "known are"))
            return nil
        }
        return word
    }

    private mutating func path(_ node: SyntaxNode, _ what: String) -> String? {
        guard let text = scalar(node, what) else { return nil }
        guard !text.isEmpty, text.unicodeScalars.count <= ScenarioLimits.pathLength,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 })
        else {
            sink.error("a path has 1 to \(ScenarioLimits.pathLength) characters in one line", at: node.place)
            return nil
        }
        return text
    }
}

extension Language {
    /// Keys of `transfers`.
    static let transfers = [
        "speed", "parallel", "keep", "ca", "verify", "connect-timeout", "stall-timeout", "timeout", "resume",
        "reuse-connections", "ftp", "http-upload", "images", "diagnostics-size", "frames", "installation",
    ]
    /// Who opens the data connections of FTP.
    static let ftpModes = ["passive", "active"]
    /// How a file is put to a server of HTTP.
    static let httpUploads = ["put", "multipart"]
    /// Which files are firmware.
    static let images = ["any", "wattswarm"]
}

extension Format {
    /// The lines of `transfers`, every default among them; a setting that is absent by default is a comment.
    static func lines(_ plan: TransferPlan) -> [String] {
        [
            plan.bytesPerSecond.map { "speed: " + speed(bytesPerSecond: $0) } ?? "# speed: as fast as it goes",
            "parallel: \(plan.parallel)",
            plan.keepDirectory.map { "keep: " + text($0) } ?? "# keep: nothing",
            plan.certificateAuthorities.map { "ca: " + text($0) } ?? "# ca: the system's",
            "verify: \(plan.verifiesServer)",
            "connect-timeout: " + duration(Double(plan.connectTimeoutMilliseconds)),
            "stall-timeout: " + duration(Double(plan.stallTimeoutMilliseconds)),
            "timeout: " + duration(Double(plan.timeoutMilliseconds)),
            "resume: \(plan.resumes)",
            "reuse-connections: \(plan.reusesConnections)",
            "ftp: " + (plan.usesActiveFTP ? "active" : "passive"),
            "http-upload: " + (plan.usesMultipart ? "multipart" : "put"),
            "images: " + (plan.takesOnlyImages ? "wattswarm" : "any"),
            "diagnostics-size: " + bytes(plan.diagnosticsBytes),
            "frames: \(plan.frames)",
            "installation: " + duration(Double(plan.installationMilliseconds)),
        ]
    }
}

extension ScenarioSchema {
    /// The key `transfers` of a group.
    static var transfers: SchemaValue {
        let duration = "^(\(number) ?(ms|s|m|h|d))+$"
        let size = "^\(number) ?(B|kB|MB|GB|KiB|MiB|GiB)$"
        let isOn = SchemaValue.object([("type", .text("boolean"))])
        return object(
            [
                (
                    "speed",
                    text(
                        pattern: "^\(number) ?([kMG]?bit|B|kB|MB|GB|KiB|MiB|GiB)/s$",
                        "The speed of a charge point's modem, such as 2Mbit/s.")
                ),
                (
                    "parallel",
                    integer(1...ScenarioLimits.parallelTransfers, "Transfers of the group at once; 100 by default.")
                ),
                ("keep", .object([("type", .text("string")), ("description", .text("Folder that takes firmware."))])),
                ("ca", .object([("type", .text("string")), ("description", .text("Trusted certificates (PEM)."))])),
                ("verify", isOn),
                ("connect-timeout", text(pattern: duration, "15s by default.")),
                ("stall-timeout", text(pattern: duration, "Longest time without a byte; 30s by default.")),
                ("timeout", text(pattern: duration, "Longest time of an attempt; 1h by default.")),
                ("resume", isOn),
                ("reuse-connections", isOn),
                ("ftp", choice(Language.ftpModes, "Who opens the data connections.")),
                ("http-upload", choice(Language.httpUploads, "How a file is put to a server of HTTP.")),
                ("images", choice(Language.images, "Which files can be installed.")),
                ("diagnostics-size", text(pattern: size, "Bytes without meaning in each diagnostics archive.")),
                ("frames", integer(0...ScenarioLimits.keptFrames, "Frames kept for diagnostics.")),
                ("installation", text(pattern: duration, "How long an installation takes; 5s by default.")),
            ], "How files are moved.")
    }
}
