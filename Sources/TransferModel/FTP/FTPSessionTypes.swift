import OCPPTypes

/// Settings of one control connection.
package struct FTPSessionConfiguration: Sendable, Equatable {
    /// The peer's address as text, IPv4 also where it came mapped into IPv6.
    package var peerHost = "127.0.0.1"
    /// Whether AUTH TLS is offered.
    package var offersTLS = false
    /// Whether login and data need TLS.
    package var requiresTLS = false
    /// Whether the connection began with TLS (implicit FTPS).
    package var isImplicitTLS = false
    /// Whether PORT and EPRT are taken.
    package var allowsActive = true
    /// How long a connection may be silent.
    package var idleSeconds: Int64 = 300
    /// How long the login may take from the start.
    package var loginSeconds: Int64 = 60
    /// Logins that may fail before the connection is closed.
    package var loginAttempts = 3
    /// Commands that may wait while one is worked on.
    package var pendingCommands = 16
    /// Bounds of paths.
    package var paths = StorePath.Limits()

    /// The default settings.
    package init() {}
}

/// A reply on the control connection.
package struct FTPReply: Hashable, Sendable {
    /// The code of three digits.
    package var code: Int
    /// Its lines; with more than one the first and the last carry the code and the ones between are indented.
    package var lines: [String]

    /// Makes a reply.
    package init(_ code: Int, _ lines: String...) {
        self.code = code
        self.lines = lines
    }

    /// As it goes over the wire.
    package var text: String {
        guard lines.count > 1 else { return "\(code) \(lines.first ?? "")\r\n" }
        var text = "\(code)-\(lines[0])\r\n"
        for line in lines[1..<(lines.count - 1)] { text += " \(line)\r\n" }
        return text + "\(code) \(lines[lines.count - 1])\r\n"
    }
}

/// What a session wants to know from the store, or done.
package enum FTPQuestion: Hashable, Sendable {
    case size(StorePath)
    case modified(StorePath)
    case entry(StorePath)
    case enter(StorePath)
    case makeDirectory(StorePath)
    case removeDirectory(StorePath)
    case delete(StorePath)
    case rename(StorePath, to: StorePath)
    /// Opens a file to be sent from an offset.
    case retrieve(StorePath, offset: Int64)
    /// Opens an upload.
    case store(StorePath, FTPStoreStart)
    /// Reads a folder; a file gives itself.
    case list(StorePath, FTPCommand.ListStyle)
}

/// Where an upload goes on.
package enum FTPStoreStart: Hashable, Sendable {
    /// STOR, after REST at an offset: what is there up to it stays.
    case at(Int64)
    /// APPE: at the end of what is there.
    case end
}

/// The store's answer.
package enum FTPAnswer: Hashable, Sendable {
    case done
    case size(Int64)
    case modified(DateTime)
    case entry(StoreEntry)
    /// What was asked for is open; the transfer may begin.
    case ready
    case refused(StoreFailure)
    /// A planned fault answers with this code.
    case fault(Int)
}

/// A data connection to be used, and what for.
package struct FTPTransfer: Hashable, Sendable {
    /// Where the data connection comes from.
    package enum Target: Hashable, Sendable {
        /// The peer connects to the port that listens.
        case passive
        /// We connect to this port of the peer's own address.
        case active(port: Int)
    }

    /// What the data connection is for.
    package enum Purpose: Hashable, Sendable {
        case retrieve, store, list
    }

    package var purpose: Purpose
    package var target: Target
    /// Whether the data connection speaks TLS.
    package var isProtected: Bool

    /// Makes a transfer.
    package init(_ purpose: Purpose, _ target: Target, isProtected: Bool) {
        self.purpose = purpose
        self.target = target
        self.isProtected = isProtected
    }
}

/// How a transfer ended.
package enum FTPTransferEnd: Hashable, Sendable {
    /// All bytes went over.
    case complete
    /// No data connection came about.
    case noConnection
    /// The data connection broke or was given up.
    case broken
    /// The store failed.
    case failed(StoreFailure)
}

/// A fault of the peer or a limit reached; counted by its label.
package enum FTPViolation: String, CaseIterable, Hashable, Sendable {
    case lineTooLong = "line too long"
    case tooManyCommands = "too many commands"
    case foreignAddress = "data address is not the peer's"
    case privilegedPort = "data port below 1024"
    case loginFailed = "login failed"
    case tooManyLogins = "too many logins failed"
    case commandBeforeTLS = "command before the TLS handshake"
    case pathRefused = "path refused"
    case idle = "idle"
}
