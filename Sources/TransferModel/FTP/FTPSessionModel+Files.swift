extension FTPSessionModel {
    /// Commands that need a login.
    mutating func performLoggedIn(_ command: FTPCommand, _ grant: AccessGrant, _ effects: inout [Effect]) {
        let from = renameFrom
        renameFrom = nil
        switch command {
        case .printDirectory: say(257, "\"\(Self.quoted(folder))\"", &effects)
        case .changeToParent: change(to: folder.parent, grant, &effects)
        case .changeDirectory(let text):
            // CWD .. is what CDUP is; in any other place `..` is refused.
            if text == [0x2E, 0x2E] { return change(to: folder.parent, grant, &effects) }
            with(text, 550, &effects) { $0.change(to: $1, grant, &$2) }
        case .port(let address): usePort(address, &effects)
        case .extendedPort(let address): usePort(address, &effects)
        case .extendedPortFamily: say(522, "use (1,2)", &effects)
        case .passive: passive(&effects)
        case .extendedPassive(let family): extendedPassive(family, &effects)
        case .restart(let offset):
            restart = offset
            say(350, "goes on at byte \(offset)", &effects)
        case .size(let text):
            guard isImage else { return say(550, "SIZE needs TYPE I", &effects) }
            with(text, 550, &effects) { $0.ask(.size($1), $1, .read, grant, &$2) }
        case .modified(let text): with(text, 550, &effects) { $0.ask(.modified($1), $1, .read, grant, &$2) }
        case .makeDirectory(let text):
            with(text, 553, &effects) { $0.ask(.makeDirectory($1), $1, .write, grant, &$2) }
        case .removeDirectory(let text):
            with(text, 550, &effects) { $0.ask(.removeDirectory($1), $1, .remove, grant, &$2) }
        case .delete(let text): with(text, 550, &effects) { $0.ask(.delete($1), $1, .remove, grant, &$2) }
        case .renameFrom(let text):
            with(text, 550, &effects) { model, path, effects in
                guard grant.allows(.remove, on: path) else { return model.say(550, "not allowed", &effects) }
                model.renameFrom = path
                model.say(350, "send RNTO", &effects)
            }
        case .renameTo(let text):
            guard let from else { return say(503, "send RNFR first", &effects) }
            with(text, 553, &effects) { $0.ask(.rename(from, to: $1), $1, [.write, .remove], grant, &$2) }
        case .retrieve(let text):
            let offset = takeRestart()
            transfer(text, 550, &effects) { $0.ask(.retrieve($1, offset: offset), $1, .read, grant, &$2) }
        case .store(let text):
            let offset = takeRestart()
            transfer(text, 553, &effects) { $0.ask(.store($1, .at(offset)), $1, .write, grant, &$2) }
        case .append(let text):
            guard takeRestart() == 0 else { return say(503, "APPE goes on at the end, without REST", &effects) }
            transfer(text, 553, &effects) { $0.ask(.store($1, .end), $1, .write, grant, &$2) }
        case .list(let text, let style): list(text, style, grant, &effects)
        case .user, .pass, .quit, .authenticate, .bufferSize, .protection, .features, .system, .help, .noOperation,
            .options, .clientName, .acct, .allocate, .site, .status, .type, .structure, .mode, .abort:
            preconditionFailure("\(command) needs no login")
        }
    }

    // MARK: Paths

    /// Resolves a path and goes on, or refuses it with a code.
    private mutating func with(
        _ text: [UInt8], _ code: Int, _ effects: inout [Effect],
        _ body: (inout FTPSessionModel, StorePath, inout [Effect]) -> Void
    ) {
        do {
            body(&self, try StorePath(ftp: text, relativeTo: folder, limits: configuration.paths), &effects)
        } catch {
            effects.append(.violation(.pathRefused))
            say(code, error.text, &effects)
        }
    }

    /// The store is asked if the user may do that.
    private mutating func ask(
        _ question: FTPQuestion, _ path: StorePath, _ operation: AccessOperations, _ grant: AccessGrant,
        _ effects: inout [Effect]
    ) {
        guard grant.allows(operation, on: path) else {
            switch question {
            case .retrieve, .store, .list: target = nil
            case .size, .modified, .entry, .enter, .makeDirectory, .removeDirectory, .delete, .rename: break
            }
            say(550, "no such file, or not allowed", &effects)
            return
        }
        state = .asking(question)
        effects.append(.ask(question))
    }

    /// A folder on the way to something allowed can be entered, and one that an upload would make, too.
    private mutating func change(to path: StorePath, _ grant: AccessGrant, _ effects: inout [Effect]) {
        let isOnTheWay = grant.rights.contains { $0.path.isWithin(path) && $0.path != path } || path.isRoot
        if isOnTheWay || grant.allows(.write, on: path) {
            folder = path
            say(250, "in \(path)", &effects)
        } else {
            ask(.enter(path), path, .read, grant, &effects)
        }
    }

    private static func quoted(_ path: StorePath) -> String {
        path.description.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    }

    // MARK: Data connections

    /// PORT and EPRT only to the peer itself, never to a port of the system (RFC 2577: the bounce attack).
    private mutating func usePort(_ address: FTPAddress, _ effects: inout [Effect]) {
        target = nil
        effects.append(.forget)
        guard configuration.allowsActive else { return say(502, "use PASV or EPSV", &effects) }
        guard !isExtendedOnly else { return say(501, "EPSV ALL was sent", &effects) }
        guard address.hasHost(configuration.peerHost) else {
            effects.append(.violation(.foreignAddress))
            return say(501, "the address is not yours", &effects)
        }
        guard address.port >= 1024 else {
            effects.append(.violation(.privilegedPort))
            return say(501, "a port below 1024 is refused", &effects)
        }
        target = .active(port: address.port)
        say(200, "will connect to port \(address.port)", &effects)
    }

    private mutating func passive(_ effects: inout [Effect]) {
        guard !isExtendedOnly else { return say(501, "EPSV ALL was sent", &effects) }
        guard !configuration.peerHost.utf8.contains(0x3A) else {
            return say(425, "PASV knows IPv4 only; use EPSV", &effects)
        }
        listen(isExtended: false, &effects)
    }

    private mutating func extendedPassive(_ family: FTPCommand.ExtendedPassive, _ effects: inout [Effect]) {
        let isIPv6 = configuration.peerHost.utf8.contains(0x3A)
        switch family {
        case .all:
            isExtendedOnly = true
            say(200, "only EPSV from now on", &effects)
        case .any: listen(isExtended: true, &effects)
        case .ipv4 where !isIPv6, .ipv6 where isIPv6: listen(isExtended: true, &effects)
        case .ipv4, .ipv6, .unknown: say(522, "use (\(isIPv6 ? 2 : 1))", &effects)
        }
    }

    private mutating func listen(isExtended: Bool, _ effects: inout [Effect]) {
        target = nil
        state = .listening(isExtended: isExtended)
        effects.append(.listen)
    }

    /// A port listens.
    mutating func listening(_ address: FTPAddress, _ effects: inout [Effect]) {
        guard case .listening(let isExtended) = state else { return }
        state = .idle
        if isExtended {
            target = .passive
            say(229, "Entering Extended Passive Mode (|||\(address.port)|)", &effects)
        } else if let text = address.passiveText {
            target = .passive
            say(227, "Entering Passive Mode (\(text))", &effects)
        } else {
            effects.append(.forget)
            say(425, "PASV knows IPv4 only; use EPSV", &effects)
        }
    }

    // MARK: Transfers

    private mutating func takeRestart() -> Int64 {
        defer { restart = 0 }
        return restart
    }

    /// Checks what a data connection needs, then resolves the path.
    private mutating func transfer(
        _ text: [UInt8], _ code: Int, _ effects: inout [Effect],
        _ body: (inout FTPSessionModel, StorePath, inout [Effect]) -> Void
    ) {
        guard target != nil else { return say(425, "use PASV, EPSV, PORT or EPRT first", &effects) }
        guard isDataProtected || !configuration.requiresTLS else {
            return say(521, "data must be protected; use PROT P", &effects)
        }
        with(text, code, &effects, body)
    }

    private mutating func list(
        _ text: [UInt8], _ style: FTPCommand.ListStyle, _ grant: AccessGrant, _ effects: inout [Effect]
    ) {
        restart = 0
        if style == .one {
            return with(text, 550, &effects) { $0.askVisible(.entry($1), $1, grant, &$2) }
        }
        transfer(text, 550, &effects) { $0.askVisible(.list($1, style), $1, grant, &$2) }
    }

    /// What lies on the way to something allowed may be seen.
    private mutating func askVisible(
        _ question: FTPQuestion, _ path: StorePath, _ grant: AccessGrant, _ effects: inout [Effect]
    ) {
        guard grant.sees(path) else { return say(550, "no such file, or not allowed", &effects) }
        state = .asking(question)
        effects.append(.ask(question))
    }

    /// The store has answered.
    mutating func answered(_ answer: FTPAnswer, _ effects: inout [Effect]) {
        guard case .asking(let question) = state else { return }
        state = .idle
        switch answer {
        case .refused(let failure): refuse(question, failure.ftpCode, failure.text, &effects)
        case .fault(421): close(FTPReply(421, "service not available"), &effects)
        case .fault(let code): refuse(question, code, "planned fault", &effects)
        case .done: done(question, &effects)
        case .size(let size): say(213, "\(size)", &effects)
        case .modified(let time): say(213, FTPListing.timeValue(time), &effects)
        case .entry(let entry):
            effects.append(.reply(FTPReply(250, "Listing", "\(FTPListing.facts(entry)) \(entry.name)", "End")))
        case .ready: begin(question, &effects)
        }
    }

    /// A refused transfer needs another data connection, but the one that is there stays open until the client ends it
    /// or asks for the next: curl takes a data connection that ends before the reply for a port that it cannot reach,
    /// sends PASV, and then takes our 550 for the answer to that.
    private mutating func refuse(_ question: FTPQuestion, _ code: Int, _ text: String, _ effects: inout [Effect]) {
        switch question {
        case .retrieve, .store, .list: target = nil
        case .size, .modified, .entry, .enter, .makeDirectory, .removeDirectory, .delete, .rename: break
        }
        say(code, text, &effects)
    }

    private mutating func done(_ question: FTPQuestion, _ effects: inout [Effect]) {
        switch question {
        case .enter(let path):
            folder = path
            say(250, "in \(path)", &effects)
        case .makeDirectory(let path): say(257, "\"\(Self.quoted(path))\" made", &effects)
        case .removeDirectory, .delete: say(250, "removed", &effects)
        case .rename: say(250, "renamed", &effects)
        case .size, .modified, .entry, .retrieve, .store, .list: preconditionFailure("\(question) has its own answer")
        }
    }

    private mutating func begin(_ question: FTPQuestion, _ effects: inout [Effect]) {
        guard let target else { preconditionFailure("a transfer was asked for without a data connection") }
        let purpose: FTPTransfer.Purpose
        switch question {
        case .retrieve: purpose = .retrieve
        case .store: purpose = .store
        case .list: purpose = .list
        case .size, .modified, .entry, .enter, .makeDirectory, .removeDirectory, .delete, .rename:
            preconditionFailure("\(question) opens nothing")
        }
        self.target = nil
        let transfer = FTPTransfer(purpose, target, isProtected: isDataProtected)
        state = .transferring(transfer)
        say(150, "the data connection is used", &effects)
        effects.append(.begin(transfer))
    }

    /// The transfer has ended. After ABOR two replies follow (RFC 959 §4.1.3).
    mutating func ended(_ end: FTPTransferEnd, _ effects: inout [Effect]) {
        let isAborting = state == .aborting
        switch state {
        case .transferring, .aborting: state = .idle
        case .idle, .securing, .authenticating, .listening, .asking, .closed: return
        }
        switch end {
        case .complete: say(226, "the transfer is complete", &effects)
        case .noConnection: say(425, "no data connection came about", &effects)
        case .broken: say(426, "the data connection broke", &effects)
        case .failed(let failure): say(failure.ftpCode, failure.text, &effects)
        }
        if isAborting { say(226, "given up", &effects) }
    }
}
