/// One command line of FTP (RFC 959 §4.1, RFC 2228, RFC 2389, RFC 2428, RFC 3659, RFC 4217), taken apart.
package enum FTPCommand: Hashable, Sendable {
    case user(String)
    case pass(String)
    case acct
    case changeDirectory([UInt8])
    case changeToParent
    case printDirectory
    case quit
    case port(FTPAddress)
    case extendedPort(FTPAddress)
    /// EPRT with a family that this server does not know.
    case extendedPortFamily
    case passive
    case extendedPassive(ExtendedPassive)
    case type(TransferType)
    case structure(isFile: Bool)
    case mode(isStream: Bool)
    case retrieve([UInt8])
    case store([UInt8])
    case append([UInt8])
    case restart(Int64)
    case size([UInt8])
    case modified([UInt8])
    case makeDirectory([UInt8])
    case removeDirectory([UInt8])
    case delete([UInt8])
    case renameFrom([UInt8])
    case renameTo([UInt8])
    case list([UInt8], ListStyle)
    case status
    case abort
    case noOperation
    case features
    case options([UInt8])
    case authenticate([UInt8])
    case bufferSize(Int64)
    case protection(UInt8)
    case system
    case help
    case allocate
    case site
    case clientName

    /// The argument of EPSV.
    package enum ExtendedPassive: Hashable, Sendable {
        case any, ipv4, ipv6, all
        /// A family that this server does not know.
        case unknown
    }

    /// The argument of TYPE.
    package enum TransferType: Hashable, Sendable {
        case ascii, image
        /// EBCDIC, and ASCII with format controls.
        case unknown
    }

    /// Which of the three commands lists, or MLST's one line.
    package enum ListStyle: Hashable, Sendable, CaseIterable {
        case list, names, machine, one
    }

    /// Why a line is no command.
    package enum Failure: Error, Equatable, Sendable {
        /// 500.
        case unknown(String)
        /// 501.
        case argument(String)
    }

    /// Parses a line without its end.
    package init(_ line: some BidirectionalCollection<UInt8>) throws(Failure) {
        let verb = line.prefix { $0 != 0x20 }
        var argument = Array(line.dropFirst(verb.count + 1))
        let name = String(decoding: verb.prefix(8), as: UTF8.self).uppercased()
        guard !verb.isEmpty, verb.count <= 8, name.utf8.allSatisfy({ 0x41...0x5A ~= $0 }) else {
            throw .unknown("?")
        }
        if argument.contains(0) { throw .argument("NUL in the argument") }
        // The rest of a line is a path; only other arguments lose the blanks around them.
        let isPath = Self.pathVerbs.contains(name)
        if !isPath, name != "PASS" {
            argument = Array(argument.drop { $0 == 0x20 })
            while argument.last == 0x20 { argument.removeLast() }
        }
        if isPath, argument.isEmpty, !Self.pathIsOptional.contains(name) { throw .argument("\(name) needs a path") }
        self = try Self.parse(name, argument)
    }

    private static let pathVerbs: Set<String> = [
        "CWD", "XCWD", "RETR", "STOR", "APPE", "SIZE", "MDTM", "MKD", "XMKD", "RMD", "XRMD", "DELE", "RNFR", "RNTO",
        "LIST", "NLST", "MLSD", "MLST",
    ]
    private static let pathIsOptional: Set<String> = ["LIST", "NLST", "MLSD", "MLST"]

    private static func parse(_ name: String, _ argument: [UInt8]) throws(Failure) -> FTPCommand {
        switch name {
        case "CWD", "XCWD": return .changeDirectory(argument)
        case "RETR": return .retrieve(argument)
        case "STOR": return .store(argument)
        case "APPE": return .append(argument)
        case "SIZE": return .size(argument)
        case "MDTM": return .modified(argument)
        case "MKD", "XMKD": return .makeDirectory(argument)
        case "RMD", "XRMD": return .removeDirectory(argument)
        case "DELE": return .delete(argument)
        case "RNFR": return .renameFrom(argument)
        case "RNTO": return .renameTo(argument)
        case "LIST": return .list(withoutOptions(argument), .list)
        case "NLST": return .list(withoutOptions(argument), .names)
        case "MLSD": return .list(argument, .machine)
        case "MLST": return .list(argument, .one)
        case "CDUP", "XCUP": return .changeToParent
        case "PWD", "XPWD": return .printDirectory
        case "QUIT": return .quit
        case "PASV": return .passive
        case "STAT": return .status
        case "ABOR": return .abort
        case "NOOP": return .noOperation
        case "FEAT": return .features
        case "SYST": return .system
        case "HELP": return .help
        case "ALLO": return .allocate
        case "ACCT": return .acct
        case "SITE": return .site
        case "CLNT": return .clientName
        case "OPTS": return .options(argument)
        case "AUTH": return .authenticate(argument.map(upper))
        default: return try parameter(name, argument)
        }
    }

    private static func parameter(_ name: String, _ argument: [UInt8]) throws(Failure) -> FTPCommand {
        let word = String(decoding: argument.map(upper), as: UTF8.self)
        switch name {
        case "USER":
            guard !argument.isEmpty, let user = String(validating: argument, as: UTF8.self) else {
                throw .argument("USER needs a name in UTF-8")
            }
            return .user(user)
        case "PASS":
            guard let password = String(validating: argument, as: UTF8.self) else {
                throw .argument("the password is not UTF-8")
            }
            return .pass(password)
        case "PORT":
            guard let address = FTPAddress(port: argument) else { throw .argument("PORT needs h1,h2,h3,h4,p1,p2") }
            return .port(address)
        case "EPRT":
            do {
                return .extendedPort(try FTPAddress(eprt: argument))
            } catch {
                if error == .family { return .extendedPortFamily }
                throw .argument("EPRT needs |1|address|port| or |2|address|port|")
            }
        case "EPSV":
            switch word {
            case "": return .extendedPassive(.any)
            case "1": return .extendedPassive(.ipv4)
            case "2": return .extendedPassive(.ipv6)
            case "ALL": return .extendedPassive(.all)
            default: return .extendedPassive(.unknown)
            }
        case "TYPE":
            switch word {
            case "A", "A N": return .type(.ascii)
            case "I", "L 8", "L8": return .type(.image)
            case "": throw .argument("TYPE needs A or I")
            default: return .type(.unknown)
            }
        case "STRU":
            guard !word.isEmpty else { throw .argument("STRU needs F") }
            return .structure(isFile: word == "F")
        case "MODE":
            guard !word.isEmpty else { throw .argument("MODE needs S") }
            return .mode(isStream: word == "S")
        case "REST":
            return .restart(try number(argument, "REST needs a number of bytes"))
        case "PBSZ":
            return .bufferSize(try number(argument, "PBSZ needs a number"))
        case "PROT":
            guard argument.count == 1 else { throw .argument("PROT needs C or P") }
            return .protection(upper(argument[0]))
        default: throw .unknown(name)
        }
    }

    private static func number(_ text: [UInt8], _ failure: String) throws(Failure) -> Int64 {
        guard (1...18).contains(text.count), text.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int64(String(decoding: text, as: UTF8.self))
        else { throw .argument(failure) }
        return number
    }

    /// `LIST -la folder`: options of `ls` that many clients send are left out.
    private static func withoutOptions(_ argument: [UInt8]) -> [UInt8] {
        var rest = argument[...]
        while rest.first == 0x2D {
            rest = rest.drop { $0 != 0x20 }.drop { $0 == 0x20 }
        }
        return Array(rest)
    }

    private static func upper(_ byte: UInt8) -> UInt8 { 0x61...0x7A ~= byte ? byte - 0x20 : byte }
}
