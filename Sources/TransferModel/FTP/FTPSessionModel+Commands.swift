extension FTPSessionModel {
    /// Works on one command in `idle`.
    mutating func perform(_ command: FTPCommand, _ effects: inout [Effect]) {
        switch command {
        case .user(let name): user(name, &effects)
        case .pass(let password): pass(password, &effects)
        case .quit: close(FTPReply(221, "goodbye"), &effects)
        case .authenticate(let mechanism): authenticate(mechanism, &effects)
        case .bufferSize(let size): bufferSize(size, &effects)
        case .protection(let level): protect(level, &effects)
        case .features: effects.append(.reply(features))
        case .system: say(215, "UNIX Type: L8", &effects)
        case .help: say(214, "see FEAT", &effects)
        case .noOperation: say(200, "ready", &effects)
        case .options(let option): options(option, &effects)
        case .clientName: say(200, "noted", &effects)
        case .acct: say(202, "no account is needed", &effects)
        case .allocate: say(202, "nothing is allocated ahead", &effects)
        case .site: say(502, "there are no SITE commands", &effects)
        case .status: say(211, grant == nil ? "not logged in" : "logged in, no transfer", &effects)
        case .type(let type): setType(type, &effects)
        case .structure(let isFile): say(isFile ? 200 : 504, isFile ? "structure F" : "only F is known", &effects)
        case .mode(let isStream): say(isStream ? 200 : 504, isStream ? "mode S" : "only S is known", &effects)
        case .abort: abort(&effects)
        case .changeDirectory, .changeToParent, .printDirectory, .port, .extendedPort, .extendedPortFamily, .passive,
            .extendedPassive, .retrieve, .store, .append, .restart, .size, .modified, .makeDirectory,
            .removeDirectory, .delete, .renameFrom, .renameTo, .list:
            guard let grant else {
                say(530, "log in with USER and PASS first", &effects)
                return
            }
            performLoggedIn(command, grant, &effects)
        }
    }

    func say(_ code: Int, _ text: String, _ effects: inout [Effect]) {
        effects.append(.reply(FTPReply(code, text)))
    }

    // MARK: Login

    private mutating func user(_ name: String, _ effects: inout [Effect]) {
        if configuration.requiresTLS, !isSecure {
            say(530, "use AUTH TLS first", &effects)
            return
        }
        login = .named(name)
        say(331, "a password is needed", &effects)
    }

    private mutating func pass(_ password: String, _ effects: inout [Effect]) {
        switch login {
        case .named(let user):
            state = .authenticating
            effects.append(.authenticate(user: user, password: password))
        case .none: say(503, "send USER first", &effects)
        case .done: say(503, "already logged in", &effects)
        }
    }

    /// The driver has looked the user up.
    mutating func authenticated(_ grant: AccessGrant?, _ effects: inout [Effect]) {
        guard state == .authenticating else { return }
        state = .idle
        if let grant {
            login = .done(grant)
            folder = .root
            say(230, "logged in", &effects)
            return
        }
        login = .none
        failedLogins += 1
        effects.append(.violation(.loginFailed))
        if failedLogins < configuration.loginAttempts {
            say(530, "user or password is wrong", &effects)
        } else {
            effects.append(.violation(.tooManyLogins))
            say(530, "user or password is wrong", &effects)
            close(FTPReply(421, "too many logins failed"), &effects)
        }
    }

    // MARK: TLS (RFC 4217)

    private mutating func authenticate(_ mechanism: [UInt8], _ effects: inout [Effect]) {
        guard configuration.offersTLS else { return say(502, "there is no TLS here", &effects) }
        guard !isSecure else { return say(503, "TLS is on already", &effects) }
        let known = ["TLS", "TLS-C", "TLS-P", "SSL"]
        guard known.contains(String(decoding: mechanism, as: UTF8.self)) else {
            return say(504, "only AUTH TLS is known", &effects)
        }
        forgetWaiting(&effects)
        login = .none
        hasBufferSize = false
        isDataProtected = false
        state = .securing
        say(234, "start the handshake", &effects)
        effects.append(.startTLS)
    }

    private mutating func bufferSize(_ size: Int64, _ effects: inout [Effect]) {
        guard isSecure else { return say(503, "PBSZ needs AUTH TLS first", &effects) }
        hasBufferSize = true
        say(200, "PBSZ=0", &effects)
    }

    private mutating func protect(_ level: UInt8, _ effects: inout [Effect]) {
        guard isSecure, hasBufferSize else { return say(503, "PROT needs AUTH TLS and PBSZ first", &effects) }
        switch level {
        case 0x50:
            isDataProtected = true
            say(200, "data is protected", &effects)
        case 0x43 where configuration.requiresTLS: say(534, "data must be protected", &effects)
        case 0x43:
            isDataProtected = false
            say(200, "data is in the clear", &effects)
        case 0x53, 0x45: say(536, "only C and P are known", &effects)
        default: say(504, "only C and P are known", &effects)
        }
    }

    // MARK: Small ones

    private var features: FTPReply {
        var reply = FTPReply(211, "Features:")
        if configuration.offersTLS { reply.lines += ["AUTH TLS", "PBSZ", "PROT"] }
        reply.lines += [
            "EPRT", "EPSV", "MDTM", "MLST type*;size*;modify*;", "REST STREAM", "SIZE", "TVFS", "UTF8", "End",
        ]
        return reply
    }

    private mutating func options(_ option: [UInt8], _ effects: inout [Effect]) {
        switch String(decoding: option, as: UTF8.self).uppercased() {
        case "UTF8", "UTF8 ON": say(200, "UTF-8 is always on", &effects)
        case let text where text.hasPrefix("MLST"): say(200, "MLST OPTS type;size;modify;", &effects)
        default: say(501, "no such option", &effects)
        }
    }

    /// Files are never changed on the way: TYPE A concerns listings only, which always have CRLF.
    private mutating func setType(_ type: FTPCommand.TransferType, _ effects: inout [Effect]) {
        switch type {
        case .ascii:
            isImage = false
            say(200, "type A", &effects)
        case .image:
            isImage = true
            say(200, "type I", &effects)
        case .unknown: say(504, "only types A and I are known", &effects)
        }
    }

    /// ABOR without a transfer gives up the port that waits.
    private mutating func abort(_ effects: inout [Effect]) {
        target = nil
        effects.append(.forget)
        say(226, "nothing to give up", &effects)
    }
}
