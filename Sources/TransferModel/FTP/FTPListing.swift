import OCPPTypes

/// A file or folder as listings show it.
package struct StoreEntry: Hashable, Sendable {
    /// Its name.
    package var name: String
    /// Whether it is a folder.
    package var isFolder: Bool
    /// Its length in bytes; 0 for a folder.
    package var size: Int64
    /// When it was last written.
    package var modified: DateTime

    /// Makes an entry.
    package init(name: String, isFolder: Bool, size: Int64, modified: DateTime) {
        self.name = name
        self.isFolder = isFolder
        self.size = size
        self.modified = modified
    }
}

/// Writes the lines of LIST, NLST and MLSD.
package enum FTPListing {
    /// One line with its end.
    package static func line(_ entry: StoreEntry, _ style: FTPCommand.ListStyle, now: DateTime) -> String {
        switch style {
        case .names: entry.name + "\r\n"
        case .machine, .one: facts(entry) + " " + entry.name + "\r\n"
        case .list: long(entry, now: now) + "\r\n"
        }
    }

    /// The facts of RFC 3659 §7: `type=file;size=12;modify=20250101120000.000;perm=r;`.
    package static func facts(_ entry: StoreEntry) -> String {
        let modified = "modify=\(timeValue(entry.modified));"
        return entry.isFolder ? "type=dir;\(modified)" : "type=file;size=\(entry.size);\(modified)"
    }

    /// A time as MDTM writes it (RFC 3659 §2.3): `20250101120000.000`.
    package static func timeValue(_ time: DateTime) -> String {
        let digits = time.description.utf8.filter { 0x30...0x39 ~= $0 }
        return String(decoding: digits.prefix(14), as: UTF8.self) + "."
            + String(decoding: digits.dropFirst(14), as: UTF8.self)
    }

    /// As `ls -l` writes it, which is what clients understand: the time of day for the last half year, else the year.
    private static func long(_ entry: StoreEntry, now: DateTime) -> String {
        let text = Array(entry.modified.description.utf8)
        let month = Int(text[5] - 0x30) * 10 + Int(text[6] - 0x30)
        let day = Int(text[8] - 0x30) * 10 + Int(text[9] - 0x30)
        let age = now.millisecondsSince1970 - entry.modified.millisecondsSince1970
        let isRecent = (-86_400_000...180 * 86_400_000).contains(age)
        let time = String(decoding: isRecent ? text[11..<16] : text[0..<4], as: UTF8.self)
        let size = String(entry.size)
        let padding = String(repeating: " ", count: max(0, 12 - size.utf8.count))
        return "\(entry.isFolder ? "drwxr-xr-x" : "-rw-r--r--") 1 wattswarm wattswarm \(padding)\(size) "
            + "\(months[month - 1]) \(day < 10 ? " " : "")\(day) \(isRecent ? "" : " ")\(time) \(entry.name)"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
