import OCPPTypes
import TextFormats

/// How `wattswarm tags` writes the id tags that a scenario presents, for a central system to take over.
package enum TagFormat: String, CaseIterable, Sendable {
    /// One JSON object a line, as `csms --id-tags FILE` and `PUT /api/v1/id-tags` take them.
    case json
    /// A heading and one tag a line (RFC 4180).
    case csv
    /// SQL for the table `ocpp_tag` of SteVe (MySQL, MariaDB): a tag that is there already may charge from now on, with any
    /// number of transactions at once.
    case sqlSteve = "sql-steve"

    /// Rows of one INSERT.
    private static let rowsPerStatement = 500

    /// The tags as text with a line end behind each line; empty for no tags but a heading that the format has.
    package func text(_ tags: [IdTag]) -> String {
        switch self {
        case .json: tags.map { "{\"idTag\":\(JSONString.quoted($0.value, for: .yaml))}\n" }.joined()
        case .csv: "idTag\r\n" + tags.map { Self.csv($0.value) + "\r\n" }.joined()
        case .sqlSteve: Self.sql(tags)
        }
    }

    private static func sql(_ tags: [IdTag]) -> String {
        var text = ""
        var begin = 0
        while begin < tags.count {
            let end = min(begin + rowsPerStatement, tags.count)
            // -1: no limit; 0 would block the tag, and SteVe enters unknown tags so.
            let rows = tags[begin..<end].map { "    (\(quoted($0.value)), -1)" }.joined(separator: ",\n")
            text += "INSERT INTO ocpp_tag (id_tag, max_active_transaction_count) VALUES\n\(rows)\n"
            text += "    ON DUPLICATE KEY UPDATE max_active_transaction_count = -1;\n"
            begin = end
        }
        return text
    }

    /// A string of MySQL, where a backslash begins an escape.
    private static func quoted(_ text: String) -> String {
        var quoted = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "'": quoted += "''"
            case "\\": quoted += "\\\\"
            case "\0": quoted += "\\0"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "'"
    }

    private static func csv(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
