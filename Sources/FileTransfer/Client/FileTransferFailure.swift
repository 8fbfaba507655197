import CCurl
import Glibc

/// Why a transfer came to nothing: a cause for counts and reports, and the server's answer. No text in it comes from a
/// server or a location, so it can hold no secret.
package struct FileTransferFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The cause.
    package var cause: Cause
    /// The last answer of the server (HTTP status, FTP reply code); 0 when there was none.
    package var response: Int
    /// How long the server wants to be left alone, in seconds (HTTP Retry-After); nil when it did not say.
    package var retryAfterSeconds: Int?

    /// Makes a failure.
    package init(_ cause: Cause, response: Int = 0, retryAfterSeconds: Int? = nil) {
        self.cause = cause
        self.response = response
        self.retryAfterSeconds = retryAfterSeconds
    }

    /// `not found (550)`
    package var description: String { response == 0 ? cause.rawValue : "\(cause.rawValue) (\(response))" }

    /// What went wrong. The raw values are the labels of reports.
    package enum Cause: String, CaseIterable, Hashable, Sendable {
        /// The location is no URL.
        case badLocation = "bad location"
        /// Another scheme, active FTP with TLS, or a method that the server does not have.
        case notSupported = "not supported"
        /// The host's name is not known.
        case hostNotFound = "host not found"
        /// Nobody listens there.
        case refused = "connection refused"
        /// No connection within its time.
        case connectTimeout = "connect time-out"
        /// No connection for another reason.
        case unreachable = "unreachable"
        /// The connection broke.
        case connectionLost = "connection lost"
        /// No byte for too long.
        case stalled = "stalled"
        /// The whole took too long.
        case timedOut = "time-out"
        /// No TLS, or a certificate that is not trusted.
        case tls = "TLS"
        /// User or password is wrong or missing.
        case loginDenied = "login denied"
        /// The user may not.
        case permissionDenied = "permission denied"
        /// The server does not take the request (HTTP 4xx of no better known meaning).
        case rejected = "rejected"
        /// There is no such file or directory.
        case notFound = "not found"
        /// The server wants fewer requests (429).
        case tooManyRequests = "too many requests"
        /// The server has no time (421, 503).
        case serverBusy = "server busy"
        /// The server failed, or speaks in a way that nobody understands.
        case serverError = "server error"
        /// The server has no room for the file (452, 552, 413, 507).
        case noSpace = "no space"
        /// Fewer or more bytes came than were announced.
        case incomplete = "incomplete"
        /// The file is larger than is taken.
        case tooLarge = "too large"
        /// Our own disk does not take the file, or our own content could not be made.
        case localFile = "local file"
        /// This process has no descriptors or memory left.
        case localResources = "local resources"
        /// Too many transfers were waiting.
        case tooManyWaiting = "too many waiting"
        /// It was given up.
        case cancelled = "cancelled"
    }
}

extension FileTransferFailure {
    /// What libcurl tells at the end of a transfer.
    struct Ending {
        var code: CURLcode
        /// HTTP status or FTP reply.
        var response: Int
        /// `errno` of a failed connect.
        var osError: Int
        var isUpload: Bool
        var isFTP: Bool
        /// True once the TCP connection stood.
        var wasConnected: Bool
        /// True when the attempt lasted as long as it may.
        var reachedTotal: Bool
        var retryAfterSeconds: Int?
    }

    /// Finds the cause of a failure.
    init(_ ending: Ending) {
        let cause = Self.cause(ending)
        self.init(cause, response: ending.response, retryAfterSeconds: ending.retryAfterSeconds)
    }

    private static func cause(_ ending: Ending) -> Cause {
        // 421 may come at any time, and libcurl calls it a time-out or a weird answer.
        if ending.isFTP, ending.response == 421 { return .serverBusy }
        switch ending.code {
        case CURLE_URL_MALFORMAT: return .badLocation
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_NOT_BUILT_IN, CURLE_FUNCTION_NOT_FOUND: return .notSupported
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .hostNotFound
        case CURLE_COULDNT_CONNECT: return connectCause(ending.osError)
        case CURLE_OPERATION_TIMEDOUT:
            if !ending.wasConnected { return .connectTimeout }
            return ending.reachedTotal ? .timedOut : .stalled
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_USE_SSL_FAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_CLIENTCERT:
            return .tls
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .loginDenied
        case CURLE_REMOTE_FILE_NOT_FOUND: return .notFound
        case CURLE_REMOTE_DISK_FULL: return .noSpace
        case CURLE_FILESIZE_EXCEEDED: return .tooLarge
        case CURLE_WRITE_ERROR, CURLE_READ_ERROR, CURLE_ABORTED_BY_CALLBACK: return .localFile
        case CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: return .localResources
        case CURLE_HTTP_RETURNED_ERROR: return httpCause(ending.response)
        case CURLE_PARTIAL_FILE: return ending.isFTP ? ftpPartial(ending.response) : .incomplete
        case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_NO_CONNECTION_AVAILABLE:
            // A server of HTTP may answer before it has taken the whole file, and close.
            return !ending.isFTP && ending.response >= 400 ? httpCause(ending.response) : .connectionLost
        case CURLE_REMOTE_ACCESS_DENIED, CURLE_FTP_COULDNT_RETR_FILE, CURLE_UPLOAD_FAILED, CURLE_QUOTE_ERROR,
            CURLE_FTP_COULDNT_USE_REST, CURLE_FTP_COULDNT_SET_TYPE, CURLE_FTP_PORT_FAILED:
            return ftpCause(ending)
        default: return ending.isFTP && ending.response >= 400 ? ftpCause(ending) : .serverError
        }
    }

    private static func connectCause(_ osError: Int) -> Cause {
        switch Int32(truncatingIfNeeded: osError) {
        case ECONNREFUSED: .refused
        case ETIMEDOUT: .connectTimeout
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EADDRNOTAVAIL: .localResources
        default: .unreachable
        }
    }

    /// The cause behind a status of HTTP.
    static func httpCause(_ status: Int) -> Cause {
        switch status {
        case 401, 407: .loginDenied
        case 403: .permissionDenied
        case 404, 410: .notFound
        case 405, 501: .notSupported
        case 408: .timedOut
        case 413, 507: .noSpace
        case 429: .tooManyRequests
        case 503: .serverBusy
        case 400...499: .rejected
        default: .serverError
        }
    }

    private static func ftpCause(_ ending: Ending) -> Cause {
        switch ending.response {
        case 425, 426: .connectionLost
        case 430, 530, 532: .loginDenied
        case 450: .serverBusy
        case 451: .serverError
        case 452, 552: .noSpace
        case 500, 502, 504: .notSupported
        case 550: ending.isUpload && ending.code == CURLE_UPLOAD_FAILED ? .permissionDenied : .notFound
        case 553: .permissionDenied
        default: .serverError
        }
    }

    /// A transfer that FTP did not end well: the reply after the data tells more than the number of bytes.
    private static func ftpPartial(_ reply: Int) -> Cause {
        switch reply {
        case 452, 552: .noSpace
        case 451: .serverError
        case 550, 553: .permissionDenied
        default: .incomplete
        }
    }
}
