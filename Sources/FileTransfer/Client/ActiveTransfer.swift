import CCurl
import Crypto
import Glibc

/// One attempt while libcurl works on it; used on the client's thread only.
final class ActiveTransfer {
    let job: TransferJob
    private let easy: UnsafeMutableRawPointer
    private let bufferBytes: Int
    private let started = MonotonicClock.nanoseconds()

    // Downloads.
    private var inspection = FileInspection()
    private var size: Int64?
    private var validator = ""
    private var file: PartialFile?
    private var sink: (any DownloadSink)?
    // Uploads.
    private var stream: (any UploadStream)?
    private var uploadHash = SHA256()
    private var uploadCount: Int64 = 0
    /// What the content or the disk said no to; libcurl only knows that a callback failed.
    private var ownFailure: FileTransferFailure?
    /// Bytes that were there before this attempt.
    private var offset: Int64 = 0
    private var hasBegunAgain = false
    private var headers: UnsafeMutablePointer<curl_slist>?
    private var form: OpaquePointer?
    private var figures = Figures()
    /// The last reply of FTP; libcurl's own figure is that of the QUIT behind it.
    private var lastReply = 0
    /// A reply of FTP has opened the data connection; the next one is the last.
    private var isDataUnderWay = false
    private var throttle: Throttle?
    /// The transfer rests until then, for its modem's sake; nil while it moves.
    private(set) var restsUntil: Int64?

    /// What libcurl counted.
    private struct Figures {
        var response = 0
        var osError = 0
        var connectMicroseconds: Int64 = 0
        var totalMicroseconds: Int64 = 0
        var uploaded: Int64 = 0
        var downloaded: Int64 = 0
        var retryAfter: Int64 = 0
        var contentLength: Int64 = -1
    }

    init(job: TransferJob, easy: UnsafeMutableRawPointer, bufferBytes: Int) {
        self.job = job
        self.easy = easy
        self.bufferBytes = bufferBytes
    }

    private var settings: FileTransferSettings { job.request.settings }
    private var location: FileTransferLocation { job.request.location }
    /// True when a modem's speed bounds it.
    var isThrottled: Bool { settings.bytesPerSecond != nil }
    private var isUpload: Bool {
        if case .upload = job.request.work { true } else { false }
    }

    // MARK: Options

    /// Sets the handle's options; a failure ends the attempt before it begins.
    func prepare() -> FileTransferFailure? {
        if location.scheme == .ftps, settings.ftpMode(for: location) == .active {
            return FileTransferFailure(.notSupported)
        }
        setCommon()
        setSecurity()
        do {
            switch job.request.work {
            case .download(let download): try prepare(download)
            case .upload(let upload): try prepare(upload)
            }
        } catch {
            closeContent()
            return FileTransferFailure(.localFile)
        }
        return nil
    }

    private func set(_ option: CURLoption, _ value: Int) { _ = wattswarm_curl_set_long(easy, option, value) }
    private func set(_ option: CURLoption, _ value: String) { _ = wattswarm_curl_set_string(easy, option, value) }

    private func setOffset(_ option: CURLoption, _ value: Int64) {
        _ = wattswarm_curl_set_offset(easy, option, curl_off_t(value))
    }

    private func setCommon() {
        let me = Unmanaged.passUnretained(self).toOpaque()
        set(CURLOPT_URL, location.curlURL)
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "ftp,ftps,http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_FOLLOWLOCATION, 1)
        set(CURLOPT_MAXREDIRS, FileTransferLimits.redirections)
        set(CURLOPT_POSTREDIR, 7)  // A form stays a form (301, 302, 303).
        set(CURLOPT_PROXY, "")  // Charge points know nothing of this machine's proxies.
        set(CURLOPT_USERAGENT, "wattswarm")
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_FAILONERROR, 1)
        throttle = settings.bytesPerSecond.map { Throttle(bytesPerSecond: $0) }
        restsUntil = nil
        set(CURLOPT_BUFFERSIZE, min(bufferBytes, throttle?.pieceBytes ?? bufferBytes))
        set(CURLOPT_UPLOAD_BUFFERSIZE, bufferBytes)
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(settings.connectTimeoutMilliseconds))
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(settings.stallSeconds))
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, Int(settings.stallSeconds))
        set(CURLOPT_TIMEOUT_MS, Int(settings.totalSeconds * 1000))
        set(CURLOPT_FRESH_CONNECT, settings.reusesConnections ? 0 : 1)
        set(CURLOPT_FORBID_REUSE, settings.reusesConnections ? 0 : 1)
        set(CURLOPT_FTP_FILEMETHOD, Int(CURLFTPMETHOD_SINGLECWD.rawValue))
        set(CURLOPT_ACCEPTTIMEOUT_MS, Int(settings.connectTimeoutMilliseconds))
        if settings.ftpMode(for: location) == .active { set(CURLOPT_FTPPORT, "-") }
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_HEADERDATA, me)
        _ = wattswarm_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            ActiveTransfer.from(context).receivedHeader(line)
            return size * count
        }
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_PRIVATE, me)
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_WRITEDATA, me)
        _ = wattswarm_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return ActiveTransfer.from(context).received(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
    }

    private func setSecurity() {
        if location.usesExplicitTLS { set(CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue)) }
        set(CURLOPT_SSL_VERIFYPEER, settings.verifiesServer ? 1 : 0)
        set(CURLOPT_SSL_VERIFYHOST, settings.verifiesServer ? 2 : 0)
        if let file = settings.certificateAuthorities { set(CURLOPT_CAINFO, file) }
    }

    private static func from(_ context: UnsafeMutableRawPointer) -> ActiveTransfer {
        Unmanaged<ActiveTransfer>.fromOpaque(context).takeUnretainedValue()
    }

    // MARK: Download

    private func prepare(_ download: FileDownload) throws {
        var progress = settings.resumes && !hasBegunAgain ? download.progress : nil
        switch download.destination {
        case .discard: break
        case .file(let path):
            let opened = try PartialFile(path: path, keeping: progress?.bytes ?? 0)
            // What is on the disk is not what was got before: begin again.
            if opened.count != progress?.bytes ?? 0 { progress = nil }
            file = opened
        case .sink(let taker):
            sink = taker
            progress = nil
        }
        inspection = progress?.inspection ?? FileInspection()
        size = progress?.size
        validator = progress?.validator ?? ""
        offset = inspection.count
        setOffset(CURLOPT_RESUME_FROM_LARGE, offset)
        setOffset(CURLOPT_MAXFILESIZE_LARGE, settings.largestBytes)
        if offset > 0, !validator.isEmpty { addHeader("If-Range: \(validator)") }
    }

    private func addHeader(_ line: String) {
        headers = curl_slist_append(headers, line)
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_HTTPHEADER, headers)
    }

    private func received(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard !isUpload else { return bytes.count }  // What a server answers to an upload is of no use.
        if mustRest(before: bytes.count) { return Int(CURL_WRITEFUNC_PAUSE) }
        guard inspection.count + Int64(bytes.count) <= settings.largestBytes else {
            ownFailure = FileTransferFailure(.tooLarge)
            return 0
        }
        do {
            try file?.write(bytes)
            try sink?.take(bytes)
        } catch {
            ownFailure = FileTransferFailure(.localFile)
            return 0
        }
        inspection.append(bytes)
        return bytes.count
    }

    /// True when the modem has no room yet; libcurl then keeps the bytes and rests.
    private func mustRest(before count: Int) -> Bool {
        let now = MonotonicClock.nanoseconds()
        guard let until = throttle?.take(count, at: now) else { return false }
        restsUntil = until
        return true
    }

    /// The rest is over; libcurl goes on.
    func goOn() {
        restsUntil = nil
        curl_easy_pause(easy, CURLPAUSE_CONT)
    }

    private func receivedHeader(_ line: UnsafeRawBufferPointer) {
        if location.scheme.isFTP {
            let digits = line.prefix(4)
            guard digits.count == 4, digits.last == UInt8(ascii: " "),
                let reply = Int(String(decoding: digits.prefix(3), as: UTF8.self)), reply != 221
            else { return }
            lastReply = reply
            if reply == 125 || reply == 150 {
                isDataUnderWay = true
            } else if isDataUnderWay, reply >= 200 {
                isDataUnderWay = false
                if !settings.reusesConnections { endControlConnection() }
            }
        } else if !isUpload {
            receivedField(line)
        }
    }

    /// Shuts the control connection after the last reply. libcurl would send QUIT and wait for its answer, and every other
    /// transfer of the thread with it.
    private func endControlConnection() {
        var socket: curl_socket_t = -1
        guard wattswarm_curl_get_socket(easy, &socket) == CURLE_OK, socket >= 0 else { return }
        shutdown(socket, Int32(SHUT_RDWR))
    }

    /// Keeps what tells whether the file is still the same: a strong ETag, else the date of its last change.
    private func receivedField(_ line: UnsafeRawBufferPointer) {
        guard line.count <= FileTransferLimits.validatorBytes, let colon = line.firstIndex(of: UInt8(ascii: ":")) else {
            if line.starts(with: "HTTP/".utf8), offset == 0 { validator = "" }
            return
        }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        guard name == "etag" || (name == "last-modified" && !validator.hasPrefix("\"")) else { return }
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self).trimmingBlanks
        if name == "etag", !value.hasPrefix("\"") { return }
        validator = value
    }

    // MARK: Upload

    private func prepare(_ upload: FileUpload) throws {
        stream = try upload.recipe.open()
        uploadHash = SHA256()
        uploadCount = 0
        let me = Unmanaged.passUnretained(self).toOpaque()
        let isForm = !location.scheme.isFTP && settings.httpUpload(for: location) == .multipart
        // Many servers of HTTP take no upload of unknown length, so it is made once to count it.
        let length = location.scheme.isFTP ? nil : try upload.recipe.open().countRest()
        if isForm {
            prepareForm(upload, length: length ?? -1)
            return
        }
        set(CURLOPT_UPLOAD, 1)
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_READDATA, me)
        _ = wattswarm_curl_set_data_callback(easy, CURLOPT_READFUNCTION, Self.readCallback)
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_SEEKDATA, me)
        _ = wattswarm_curl_set_seek_callback(easy, Self.seekCallback)
        if let length { setOffset(CURLOPT_INFILESIZE_LARGE, length) }
        if location.scheme.isFTP, upload.goesOn, settings.resumes, !hasBegunAgain {
            // SIZE tells what is there, APPE adds the rest.
            setOffset(CURLOPT_RESUME_FROM_LARGE, -1)
        }
    }

    private func prepareForm(_ upload: FileUpload, length: Int64) {
        let me = Unmanaged.passUnretained(self).toOpaque()
        form = curl_mime_init(easy)
        let part = curl_mime_addpart(form)
        curl_mime_name(part, "file")
        curl_mime_filename(part, upload.recipe.fileName)
        curl_mime_type(part, "application/octet-stream")
        curl_mime_data_cb(part, curl_off_t(length), Self.readCallback, Self.seekCallback, nil, me)
        _ = wattswarm_curl_set_pointer(easy, CURLOPT_MIMEPOST, form.map { UnsafeMutableRawPointer($0) })
    }

    private static let readCallback: wattswarm_curl_data_callback = { bytes, size, count, context in
        guard let bytes, let context else { return Int(CURL_READFUNC_ABORT) }
        return ActiveTransfer.from(context).send(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
    }

    private static let seekCallback: wattswarm_curl_seek_callback = { context, offset, origin in
        guard let context, origin == SEEK_SET else { return CURL_SEEKFUNC_FAIL }
        return ActiveTransfer.from(context).seek(to: Int64(offset))
    }

    private func send(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard let stream else { return Int(CURL_READFUNC_ABORT) }
        do {
            var piece = buffer
            if let throttle {
                piece = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(throttle.pieceBytes))
                if mustRest(before: piece.count) { return Int(CURL_READFUNC_PAUSE) }
            }
            let count = try stream.read(into: piece)
            uploadHash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            uploadCount += Int64(count)
            return count
        } catch {
            ownFailure = FileTransferFailure(.localFile)
            return Int(CURL_READFUNC_ABORT)
        }
    }

    /// Makes the content again from its beginning; what lies before the offset is only hashed.
    private func seek(to target: Int64) -> Int32 {
        guard case .upload(let upload) = job.request.work, let opened = try? upload.recipe.open() else {
            return CURL_SEEKFUNC_FAIL
        }
        stream = opened
        uploadHash = SHA256()
        uploadCount = 0
        offset = target
        var left = target
        return withUnsafeTemporaryAllocation(byteCount: 16_384, alignment: 16) { buffer in
            while left > 0 {
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Int(left))])
                // The server has more than we have: what is there is not ours.
                guard let count = try? opened.read(into: piece), count > 0 else { return CURL_SEEKFUNC_FAIL }
                uploadHash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece[..<count]))
                uploadCount += Int64(count)
                left -= Int64(count)
            }
            return CURL_SEEKFUNC_OK
        }
    }

    // MARK: End

    /// True when the server cannot go on where the last attempt ended, or has another file now.
    func mustBeginAgain(after code: CURLcode) -> Bool {
        noteFigures()
        guard !hasBegunAgain else { return false }
        if isUpload {
            // The size could not be asked for, or what is there is not ours.
            guard case .upload(let upload) = job.request.work, upload.goesOn, location.scheme.isFTP else {
                return false
            }
            return [CURLE_READ_ERROR, CURLE_FTP_COULDNT_USE_REST, CURLE_BAD_DOWNLOAD_RESUME].contains(code)
                && ownFailure == nil
        }
        guard offset > 0 else { return false }
        switch code {
        case CURLE_RANGE_ERROR, CURLE_FTP_COULDNT_USE_REST, CURLE_BAD_DOWNLOAD_RESUME: return true
        // There is nothing behind the offset: the file has become shorter, or it was announced longer than it is.
        case CURLE_OK where figures.response == 416, CURLE_HTTP_RETURNED_ERROR where figures.response == 416:
            return true
        default:
            guard let size, figures.contentLength >= 0 else { return false }
            return code == CURLE_OK && offset + figures.contentLength != size
        }
    }

    /// Sets the handle up for an attempt from the first byte.
    func beginAgain() -> FileTransferFailure? {
        hasBegunAgain = true
        closeContent()
        curl_easy_reset(easy)
        ownFailure = nil
        lastReply = 0
        isDataUnderWay = false
        return prepare()
    }

    /// Asks libcurl for its figures while the handle still has them.
    func noteFigures() {
        figures.response = location.scheme.isFTP ? lastReply : Int(long(CURLINFO_RESPONSE_CODE))
        figures.osError = Int(long(CURLINFO_OS_ERRNO))
        figures.connectMicroseconds = number(CURLINFO_CONNECT_TIME_T)
        figures.totalMicroseconds = number(CURLINFO_TOTAL_TIME_T)
        figures.uploaded = number(CURLINFO_SIZE_UPLOAD_T)
        figures.downloaded = number(CURLINFO_SIZE_DOWNLOAD_T)
        figures.retryAfter = number(CURLINFO_RETRY_AFTER)
        figures.contentLength = number(CURLINFO_CONTENT_LENGTH_DOWNLOAD_T)
        if !isUpload, size == nil, figures.contentLength >= 0, figures.response < 400 {
            size = offset + figures.contentLength
        }
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        _ = wattswarm_curl_get_long(easy, info, &value)
        return value
    }

    private func number(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        _ = wattswarm_curl_get_offset(easy, info, &value)
        return Int64(value)
    }

    /// By how much libcurl may find a time over before it is.
    private static let roundingNanoseconds: Int64 = 2_000_000

    /// What libcurl's code means.
    func outcome(of code: CURLcode) -> Result<FileFacts, FileTransferFailure> {
        if let ownFailure { return .failure(ownFailure) }
        guard code == CURLE_OK else {
            // libcurl counts in milliseconds, rounds up, and its clock may be one that is not corrected.
            let elapsed =
                max(MonotonicClock.nanoseconds() - started, figures.totalMicroseconds * 1000) + Self.roundingNanoseconds
            var ending = FileTransferFailure.Ending(
                code: code, response: figures.response, osError: figures.osError, isUpload: isUpload,
                isFTP: location.scheme.isFTP, wasConnected: figures.connectMicroseconds > 0 || figures.response != 0,
                reachedTotal: elapsed >= settings.totalSeconds * 1_000_000_000)
            if figures.retryAfter > 0 {
                ending.retryAfterSeconds = Int(min(figures.retryAfter, Int64(FileTransferLimits.retryAfterSeconds)))
            }
            return .failure(FileTransferFailure(ending))
        }
        if isUpload {
            return .success(FileFacts(bytes: uploadCount, sha256: uploadHash.finalize(), firmware: .none))
        }
        if let size, inspection.count != size {
            return .failure(FileTransferFailure(.incomplete, response: figures.response))
        }
        do {
            try file?.keep()
        } catch {
            return .failure(FileTransferFailure(.localFile))
        }
        return .success(inspection.facts)
    }

    /// Frees what libcurl was lent, once it does not use it any more.
    func closeContent() {
        stream = nil
        file = nil
        sink = nil
        if let headers { curl_slist_free_all(headers) }
        headers = nil
        if let form { curl_mime_free(form) }
        form = nil
    }

    /// Tells the end.
    func finish(_ outcome: Result<FileFacts, FileTransferFailure>) {
        var progress: DownloadProgress?
        if case .failure = outcome, !isUpload, settings.resumes, inspection.count > 0, ownFailure == nil {
            progress = DownloadProgress(inspection: inspection, size: size, validator: validator)
        }
        job.end(
            outcome, bytesMoved: isUpload ? figures.uploaded : inspection.count - min(offset, inspection.count),
            started: started, at: MonotonicClock.nanoseconds(), progress: progress, wentOn: offset > 0)
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var rest = Substring(self)
        while let first = rest.unicodeScalars.first, first == " " || first == "\t" { rest.removeFirst() }
        while let last = rest.unicodeScalars.last, last == " " || last == "\t" || last == "\r" || last == "\n" {
            rest.unicodeScalars.removeLast()
        }
        return String(rest)
    }
}
