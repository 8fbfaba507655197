import NIOCore
import NIOPosix
import TransferModel

/// What a transfer moves, opened and counted.
enum FTPOpened: Sendable {
    case download(OpenFile, Delivery, TransferLog, fault: TransferFault?)
    case upload(StoreUpload, Reception, TransferLog)
    case listing(ByteBuffer)

    /// The transfer will not begin.
    func giveUp(_ core: EndpointCore) {
        switch self {
        case .download(_, _, let log, _): log.failed("given up")
        case .upload(let upload, _, let log):
            log.failed("given up")
            core.pool.submit { _ in upload.abort() }
        case .listing: break
        }
    }
}

extension FTPControlHandler {
    /// Asks the store on a thread for files; the answer comes back to the model.
    func ask(_ question: FTPQuestion) {
        guard let context, let grant = model.grant else { return }
        let core = core
        let scheme = scheme
        core.pool.runIfActive(eventLoop: context.eventLoop) {
            try Self.work(question, grant, core, scheme)
        }.assumeIsolated().whenComplete { result in
            switch result {
            case .success(.answer(let answer)): self.deliver(.answered(answer))
            case .success(.opened(let opened)):
                guard self.context != nil, self.model.grant != nil else { return opened.giveUp(core) }
                self.opened = opened
                self.deliver(.answered(.ready))
            case .success(.reset): self.reset()
            case .failure(let failure as StoreFailure): self.deliver(.answered(.refused(failure)))
            case .failure: self.deliver(.answered(.refused(.system(0))))
            }
        }
    }

    private enum Outcome: Sendable {
        case answer(FTPAnswer)
        case opened(FTPOpened)
        /// A planned fault: the connection is reset.
        case reset
    }

    private static func work(
        _ question: FTPQuestion, _ grant: AccessGrant, _ core: EndpointCore, _ scheme: TransferScheme
    ) throws -> Outcome {
        let store = core.store
        switch question {
        case .size(let path):
            do {
                let file = try store.open(path)
                // The plan may want another length announced than comes.
                if case .wrongLength(let by)? = core.previewFault(scheme, grant, path, length: file.size) {
                    return .answer(.size(max(0, file.size + by)))
                }
                return .answer(.size(file.size))
            } catch StoreFailure.notFound {
                guard let held = store.partialSize(path, user: grant.user) else { throw StoreFailure.notFound }
                return .answer(.size(held))
            }
        case .modified(let path): return .answer(.modified(try store.open(path).modified))
        case .entry(let path): return .answer(.entry(try store.entry(path)))
        case .enter(let path):
            try enter(path, grant, store)
            return .answer(.done)
        case .makeDirectory(let path):
            try store.makeDirectory(path)
            return .answer(.done)
        case .removeDirectory(let path):
            try store.removeDirectory(path)
            return .answer(.done)
        case .delete(let path):
            try store.delete(path)
            core.authority.fileRemoved(path)
            return .answer(.done)
        case .rename(let path, let other):
            try store.rename(path, to: other)
            core.authority.fileRenamed(path, to: other)
            return .answer(.done)
        case .retrieve(let path, let offset): return try retrieve(path, offset, grant, core, scheme)
        case .store(let path, let start): return try open(path, start, grant, core, scheme)
        case .list(let path, let style): return .opened(.listing(try listing(path, style, grant, store)))
        }
    }

    private static func retrieve(
        _ path: StorePath, _ offset: Int64, _ grant: AccessGrant, _ core: EndpointCore, _ scheme: TransferScheme
    ) throws -> Outcome {
        let file = try core.store.open(path)
        guard offset <= file.size else { throw StoreFailure.beyondEnd }
        let fault = core.drawFault(scheme, .download, grant, path, length: file.size)
        let log = TransferLog(core, scheme, .download, grant, path, fault: fault)
        if let outcome = early(fault, log) { return outcome }
        return .opened(.download(file, Delivery(offset..<file.size, fault: fault), log, fault: fault))
    }

    private static func open(
        _ path: StorePath, _ start: FTPStoreStart, _ grant: AccessGrant, _ core: EndpointCore,
        _ scheme: TransferScheme
    ) throws -> Outcome {
        let fault = core.drawFault(scheme, .upload, grant, path, length: nil)
        let log = TransferLog(core, scheme, .upload, grant, path, fault: fault)
        if let outcome = early(fault, log) { return outcome }
        let reception = Reception(fault)
        do {
            let upload = try core.store.begin(
                path, user: grant.user, start: start, length: nil,
                keepsPartial: core.configuration.keepsPartialUploads, reception: reception)
            return .opened(.upload(upload, reception, log))
        } catch {
            log.failed(error.label)
            throw error
        }
    }

    private static func early(_ fault: TransferFault?, _ log: TransferLog) -> Outcome? {
        switch fault {
        case .refuse:
            log.failed("refuse")
            return .reset
        case .reply(let code):
            log.failed("\(code)")
            return .answer(.fault(code))
        case .stall, .cut, .wrongLength, .wrongHash, .status, .diskFull, .slow, nil: return nil
        }
    }

    /// A folder can be entered, and one that is expected can before there is anything in it.
    private static func enter(_ path: StorePath, _ grant: AccessGrant, _ store: FileStore) throws(StoreFailure) {
        guard try expected(path, grant, store)?.isFolder ?? true else { throw .notFound }
    }

    /// What is at a path; nil where nothing is yet and the user may take it for an empty folder.
    private static func expected(
        _ path: StorePath, _ grant: AccessGrant, _ store: FileStore
    ) throws(StoreFailure) -> StoreEntry? {
        do {
            return try store.entry(path)
        } catch {
            guard error == .notFound, grant.expects(path) else { throw error }
            return nil
        }
    }

    /// What the user may see of a folder; a folder that an upload would make is empty.
    private static func listing(
        _ path: StorePath, _ style: FTPCommand.ListStyle, _ grant: AccessGrant, _ store: FileStore
    ) throws -> ByteBuffer {
        let now = EndpointCore.wallTime()
        var entries: [StoreEntry] = []
        if let entry = try expected(path, grant, store) {
            entries = entry.isFolder ? try store.list(path).filter { isSeen($0, in: path, grant) } : [entry]
        }
        var buffer = ByteBuffer()
        for entry in entries { buffer.writeString(FTPListing.line(entry, style, now: now)) }
        return buffer
    }

    private static func isSeen(_ entry: StoreEntry, in folder: StorePath, _ grant: AccessGrant) -> Bool {
        guard let path = try? folder.appending(entry.name) else { return false }
        return grant.sees(path)
    }
}
