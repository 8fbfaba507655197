import Glibc
import TransferModel

extension FileStore {
    /// Begins an upload. Nothing is seen of it until ``StoreUpload/finish(expecting:)``.
    ///
    /// - `start`: where it begins; behind the start only what an unfinished upload of the same user or the file
    ///   itself holds up to there.
    /// - `length`: how many bytes will come, where that is known; a quota is checked before they come.
    /// - `keepsPartial`: whether an end before the finish leaves an unfinished upload that can be gone on with.
    package func begin(
        _ path: StorePath, user: String, start: FTPStoreStart, length: Int64?, keepsPartial: Bool = false,
        reception: Reception = Reception()
    ) throws(StoreFailure) -> StoreUpload {
        guard !path.isRoot else { throw .notAFile }
        let key = Books.PartialKey(user: user, path: path)
        if let status = try? StoreFiles.status(root, path), status.st_mode & S_IFMT != S_IFREG { throw .notAFile }
        if let length, length > limits.fileBytes { throw .fileTooLarge }
        let (partial, fileName) = try reserve(key, start, length)
        let name = partial?.fileName ?? fileName
        let held = partial?.size ?? 0
        let descriptor: Int32
        do {
            descriptor =
                try partial == nil
                ? StoreFiles.create(in: incoming, name) : StoreFiles.reopen(in: incoming, name)
        } catch {
            giveUp(key, name, size: held, keeps: false)
            throw error
        }
        let upload = StoreUpload(self, key, name, descriptor, reception, keepsPartial: keepsPartial)
        try upload.resume(held: held, keeping: start, fromPartial: partial != nil)
        return upload
    }

    /// Takes one file of the account, and the unfinished upload that is gone on with.
    private func reserve(
        _ key: Books.PartialKey, _ start: FTPStoreStart, _ length: Int64?
    ) throws(StoreFailure) -> (Books.Partial?, String) {
        let account = StoreLayout.account(of: key.path)
        removeExpiredPartials()
        return try books.withLock { (books: inout sending Books) throws(StoreFailure) in
            guard books.uploads < limits.uploads else { throw .tooManyUploads }
            var partial = books.partials[key]
            if start == .at(0), let old = partial {
                // A new beginning: what was left of the last one goes.
                drop(key, old, &books)
                partial = nil
            }
            if case .at(let offset) = start, let held = partial, held.size < offset { throw .wrongOffset(held.size) }
            if partial == nil {
                try admit(books, account, bytes: length ?? 0, files: 1)
                books.change(account, bytes: 0, files: 1)
            } else {
                try admit(books, account, bytes: length ?? 0, files: 0)
                books.partials[key] = nil
            }
            books.uploads += 1
            books.lastFile += 1
            return (partial, "\(getpid())-\(books.lastFile)")
        }
    }

    /// The size of the unfinished upload of a user; nil where there is none.
    package func partialSize(_ path: StorePath, user: String) -> Int64? {
        books.withLock { $0.partials[Books.PartialKey(user: user, path: path)]?.size }
    }

    /// Throws away unfinished uploads that nobody went on with in time.
    package func removeExpiredPartials() {
        let now = Self.monotonicMilliseconds()
        books.withLock { books in
            guard !books.partials.isEmpty else { return }
            for (key, partial) in books.partials where partial.expires <= now { drop(key, partial, &books) }
        }
    }

    /// Throws away an unfinished upload and gives back what it held.
    private func drop(_ key: Books.PartialKey, _ partial: Books.Partial, _ books: inout Books) {
        unlinkat(incoming, partial.fileName, 0)
        books.partials[key] = nil
        books.change(StoreLayout.account(of: key.path), bytes: -partial.size, files: -1)
    }

    // MARK: Called by uploads

    /// An upload grows.
    func grow(_ key: Books.PartialKey, from size: Int64, by count: Int64) throws(StoreFailure) {
        guard size + count <= limits.fileBytes else { throw .fileTooLarge }
        let account = StoreLayout.account(of: key.path)
        try books.withLock { (books: inout sending Books) throws(StoreFailure) in
            try admit(books, account, bytes: count, files: 0)
            books.change(account, bytes: count, files: 0)
        }
    }

    /// An upload lost bytes that it held.
    func shrink(_ key: Books.PartialKey, by count: Int64) {
        books.withLock { $0.change(StoreLayout.account(of: key.path), bytes: -count, files: 0) }
    }

    /// An upload ended before its finish.
    func giveUp(_ key: Books.PartialKey, _ fileName: String, size: Int64, keeps: Bool) {
        books.withLock { books in
            books.uploads -= 1
            if keeps, size > 0, books.partials[key] == nil, books.partials.count < limits.partials {
                books.partials[key] = Books.Partial(
                    fileName: fileName, size: size,
                    expires: Self.monotonicMilliseconds() + limits.partialSeconds * 1000)
            } else {
                unlinkat(incoming, fileName, 0)
                books.change(StoreLayout.account(of: key.path), bytes: -size, files: -1)
            }
        }
    }

    /// Moves a finished upload to its place, and tells whether that is known to be on the disk.
    func publish(
        _ key: Books.PartialKey, _ fileName: String
    ) throws(StoreFailure) -> (isReplacement: Bool, isDurable: Bool) {
        let folder = try StoreFiles.folder(root, key.path.parent, making: true)
        let isReplacement = try books.withLock { (books: inout sending Books) throws(StoreFailure) in
            let old = try? StoreFiles.status(root, key.path)
            try StoreFiles.move(from: incoming, fileName, to: folder, key.path)
            books.uploads -= 1
            if let old {
                books.change(StoreLayout.account(of: key.path), bytes: -Int64(old.st_size), files: -1)
            }
            return old != nil
        }
        return (isReplacement, fsync(folder.number) == 0)
    }
}
