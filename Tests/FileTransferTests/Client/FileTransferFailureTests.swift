import CCurl
import Glibc
import Testing

@testable import FileTransfer

@Suite struct FileTransferFailureTests {
    static func cause(
        _ code: CURLcode, _ response: Int = 0, osError: Int32 = 0, isUpload: Bool = false, isFTP: Bool = true,
        wasConnected: Bool = true, reachedTotal: Bool = false
    ) -> FileTransferFailure.Cause {
        FileTransferFailure(
            FileTransferFailure.Ending(
                code: code, response: response, osError: Int(osError), isUpload: isUpload, isFTP: isFTP,
                wasConnected: wasConnected, reachedTotal: reachedTotal)
        ).cause
    }

    @Test func `every code of libcurl has a cause`() {
        for raw in UInt32(1)..<100 {
            for isFTP in [true, false] { _ = Self.cause(CURLcode(raw), 0, isFTP: isFTP) }
        }
        #expect(Self.cause(CURLE_COULDNT_CONNECT, osError: ECONNREFUSED) == .refused)
        #expect(Self.cause(CURLE_COULDNT_CONNECT, osError: ETIMEDOUT) == .connectTimeout)
        #expect(Self.cause(CURLE_COULDNT_CONNECT, osError: EHOSTUNREACH) == .unreachable)
        #expect(Self.cause(CURLE_COULDNT_CONNECT, osError: EMFILE) == .localResources)
        #expect(Self.cause(CURLE_COULDNT_RESOLVE_HOST) == .hostNotFound)
        #expect(Self.cause(CURLE_OPERATION_TIMEDOUT, wasConnected: false) == .connectTimeout)
        #expect(Self.cause(CURLE_OPERATION_TIMEDOUT) == .stalled)
        #expect(Self.cause(CURLE_OPERATION_TIMEDOUT, reachedTotal: true) == .timedOut)
        #expect(Self.cause(CURLE_PEER_FAILED_VERIFICATION) == .tls)
        #expect(Self.cause(CURLE_USE_SSL_FAILED) == .tls)
        #expect(Self.cause(CURLE_RECV_ERROR) == .connectionLost)
    }

    @Test(arguments: [
        (CURLE_OPERATION_TIMEDOUT, 421, false, FileTransferFailure.Cause.serverBusy),
        (CURLE_WEIRD_SERVER_REPLY, 421, false, .serverBusy), (CURLE_LOGIN_DENIED, 530, false, .loginDenied),
        (CURLE_REMOTE_ACCESS_DENIED, 550, false, .notFound), (CURLE_FTP_COULDNT_RETR_FILE, 550, false, .notFound),
        (CURLE_FTP_COULDNT_RETR_FILE, 450, false, .serverBusy), (CURLE_UPLOAD_FAILED, 550, true, .permissionDenied),
        (CURLE_UPLOAD_FAILED, 553, true, .permissionDenied), (CURLE_UPLOAD_FAILED, 452, true, .noSpace),
        (CURLE_REMOTE_DISK_FULL, 552, true, .noSpace), (CURLE_PARTIAL_FILE, 451, true, .serverError),
        (CURLE_PARTIAL_FILE, 226, false, .incomplete), (CURLE_UPLOAD_FAILED, 502, true, .notSupported),
        (CURLE_REMOTE_FILE_NOT_FOUND, 550, false, .notFound),
    ])
    func `replies of FTP tell the cause`(
        _ code: CURLcode, _ reply: Int, _ isUpload: Bool, _ cause: FileTransferFailure.Cause
    ) {
        #expect(Self.cause(code, reply, isUpload: isUpload) == cause)
    }

    @Test(arguments: [
        (401, FileTransferFailure.Cause.loginDenied), (403, .permissionDenied), (404, .notFound), (405, .notSupported),
        (408, .timedOut), (409, .rejected), (410, .notFound), (413, .noSpace), (429, .tooManyRequests),
        (500, .serverError), (501, .notSupported), (502, .serverError), (503, .serverBusy), (507, .noSpace),
    ])
    func `statuses of HTTP tell the cause`(_ status: Int, _ cause: FileTransferFailure.Cause) {
        #expect(Self.cause(CURLE_HTTP_RETURNED_ERROR, status, isFTP: false) == cause)
        #expect(Self.cause(CURLE_SEND_ERROR, status, isFTP: false) == cause)
    }

    @Test func `a failure is told without any text of others`() {
        #expect(FileTransferFailure(.notFound, response: 550).description == "not found (550)")
        #expect(FileTransferFailure(.refused).description == "connection refused")
    }
}
