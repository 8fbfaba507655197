/// Why the store does not do what it is asked, with the words of both protocols.
package enum StoreFailure: Error, Hashable, Sendable {
    /// There is nothing of that name.
    case notFound
    /// The name is a folder, or one of its parents is a file.
    case notAFile
    /// Something of that name is there already.
    case exists
    /// The folder is not empty.
    case notEmpty
    /// The path is refused as such.
    case path(StorePath.Refusal)
    /// The user may not do that there.
    case notAllowed
    /// One file would be larger than allowed.
    case fileTooLarge
    /// The bytes of the account or of the whole store would be more than allowed.
    case quotaExceeded
    /// The account or the whole store would hold more files than allowed.
    case tooManyFiles
    /// As many uploads run as are allowed.
    case tooManyUploads
    /// The upload does not go on where an earlier one ended; that place is given.
    case wrongOffset(Int64)
    /// The place to start reading lies behind the end of the file.
    case beyondEnd
    /// The hash is not the one that was announced.
    case wrongHash
    /// The disk is full.
    case diskFull
    /// The operating system says no, with its error number.
    case system(Int32)

    /// A label without dynamic text, for counters and histories.
    package var label: String {
        switch self {
        case .notFound: "not found"
        case .notAFile: "not a file"
        case .exists: "exists"
        case .notEmpty: "not empty"
        case .path: "path refused"
        case .notAllowed: "not allowed"
        case .fileTooLarge: "file too large"
        case .quotaExceeded: "quota exceeded"
        case .tooManyFiles: "too many files"
        case .tooManyUploads: "too many uploads"
        case .wrongOffset: "wrong offset"
        case .beyondEnd: "beyond the end"
        case .wrongHash: "wrong hash"
        case .diskFull: "disk full"
        case .system: "system error"
        }
    }

    /// A sentence for the peer.
    package var text: String {
        switch self {
        case .notFound: "no such file"
        case .notAFile: "not a plain file"
        case .exists: "there is something of that name"
        case .notEmpty: "the folder is not empty"
        case .path(let refusal): refusal.text
        case .notAllowed: "not allowed"
        case .fileTooLarge: "the file is larger than allowed"
        case .quotaExceeded: "the quota of bytes is used up"
        case .tooManyFiles: "the quota of files is used up"
        case .tooManyUploads: "too many uploads at once"
        case .wrongOffset(let offset): "the upload goes on at byte \(offset)"
        case .beyondEnd: "the place to start lies behind the end"
        case .wrongHash: "the file's SHA-256 is not the announced one"
        case .diskFull: "the disk is full"
        case .system(let number): "system error \(number)"
        }
    }

    /// The reply code of FTP (RFC 959 §4.2, RFC 3659 §5).
    package var ftpCode: Int {
        switch self {
        case .notFound, .notAFile, .exists, .notEmpty, .notAllowed: 550
        case .path: 553
        case .fileTooLarge, .quotaExceeded, .tooManyFiles: 552
        case .tooManyUploads: 450
        case .wrongOffset, .beyondEnd: 554
        case .wrongHash: 554
        case .diskFull: 452
        case .system: 451
        }
    }

    /// The status code of HTTP.
    package var httpStatus: Int {
        switch self {
        case .notFound: 404
        case .notAFile, .exists, .notEmpty, .wrongOffset: 409
        case .path: 400
        case .notAllowed: 403
        case .fileTooLarge: 413
        case .quotaExceeded, .tooManyFiles, .diskFull: 507
        case .tooManyUploads: 503
        case .beyondEnd: 416
        case .wrongHash: 422
        case .system: 500
        }
    }
}
