/// One attempt to move a file.
package struct FileTransferRequest: Sendable {
    /// What is to be done.
    package enum Work: Sendable {
        /// Get the file.
        case download(FileDownload)
        /// Put a file.
        case upload(FileUpload)
    }

    /// The file's place: of an upload by PUT or FTP with the file's name (``FileTransferLocation/appending(fileName:)``).
    package var location: FileTransferLocation
    /// What is to be done.
    package var work: Work
    /// How.
    package var settings: FileTransferSettings
    /// The queue it waits in; lanes are bounded apart (``FileTransferConfiguration/parallel``).
    package var lane: Int

    /// Makes a request.
    package init(
        _ location: FileTransferLocation, _ work: Work, settings: FileTransferSettings = FileTransferSettings(),
        lane: Int = 0
    ) {
        self.location = location
        self.work = work
        self.settings = settings
        self.lane = lane
    }
}

/// A file to get.
package struct FileDownload: Sendable {
    /// Where its bytes go.
    package enum Destination: Sendable {
        /// Nowhere: they are looked at and thrown away.
        case discard
        /// Into a file, under this name with `.part` behind it until it is whole.
        case file(String)
        /// To the caller, piece by piece; such a download always begins with the first byte.
        case sink(any DownloadSink)
    }

    /// Where its bytes go.
    package var destination: Destination
    /// What an attempt before has got; nil to begin with the first byte.
    package var progress: DownloadProgress?

    /// Makes a download.
    package init(to destination: Destination = .discard, from progress: DownloadProgress? = nil) {
        self.destination = destination
        self.progress = progress
    }
}

/// Takes the bytes of a download in their order, on the client's thread.
package protocol DownloadSink: AnyObject, Sendable {
    /// Takes the next bytes; an error ends the download with ``FileTransferFailure/Cause/localFile``.
    func take(_ bytes: UnsafeRawBufferPointer) throws
}

/// What an attempt has got of a file before it failed: enough to go on behind it, without the bytes themselves.
package struct DownloadProgress: Sendable {
    /// The state of looking at it.
    package internal(set) var inspection: FileInspection
    /// Size of the whole file; nil when the server did not tell.
    package internal(set) var size: Int64?
    /// ETag or Last-Modified of the file; empty without. A server of HTTP starts over when the file has changed.
    package internal(set) var validator: String

    /// Bytes that are there.
    package var bytes: Int64 { inspection.count }
}

/// A file to put.
package struct FileUpload: Sendable {
    /// What it holds.
    package var recipe: UploadRecipe
    /// True when an attempt before has put a part of the same bytes: FTP goes on behind what is there (SIZE, APPE). HTTP
    /// has no such thing and begins again.
    package var goesOn: Bool

    /// Makes an upload.
    package init(_ recipe: UploadRecipe, goesOn: Bool = false) {
        self.recipe = recipe
        self.goesOn = goesOn
    }
}

/// The client's name for a transfer.
package struct FileTransferID: RawRepresentable, Hashable, Sendable {
    /// Counts from 1; never given twice by one client.
    package var rawValue: UInt64

    /// Makes a name.
    package init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}

/// How a transfer ended, and what it took. Instants are nanoseconds of the monotonic clock.
package struct FileTransferReport: Sendable {
    /// Which.
    package var id: FileTransferID
    /// The file, or why it came to nothing.
    package var outcome: Result<FileFacts, FileTransferFailure>
    /// Bytes that this attempt has moved.
    package var bytesMoved: Int64
    /// When it was asked for.
    package var requestedNanoseconds: Int64
    /// When its turn came; equal to the end when it never came.
    package var startedNanoseconds: Int64
    /// When it ended.
    package var endedNanoseconds: Int64
    /// What a failed download leaves to go on with; nil when there is nothing.
    package var progress: DownloadProgress?
    /// True when the attempt went on behind the bytes of an earlier one.
    package var wentOn: Bool
}

/// What a client is made with.
package struct FileTransferConfiguration: Sendable {
    /// Transfers of each lane that may be under way at once; the others wait in the order of their requests.
    package var parallel: [Int]
    /// Transfers that may wait in one lane.
    package var waiting = FileTransferLimits.waiting
    /// Threads, each with a multi handle of its own and a share of every lane. libcurl waits for the last reply of FTP
    /// without doing anything else, so a server that leaves it out stops the transfers of one thread for the time of the
    /// stall; with several threads the others go on.
    package var threads = 1 {
        didSet { threads = min(max(1, threads), FileTransferLimits.threads) }
    }
    /// How much these threads yield to others on a busy core (`nice`, 0 to 19). Threads that completions start inherit
    /// it, so it is for those who only hand results to an event loop.
    package var niceness: Int32 = 0

    /// What of every lane belongs to a thread.
    func share(of thread: Int) -> FileTransferConfiguration {
        var share = self
        share.parallel = parallel.map { $0 / threads + (thread < $0 % threads ? 1 : 0) }
        share.waiting = max(1, waiting / threads)
        return share
    }

    /// Makes a configuration of so many lanes, each with its bound.
    package init(parallel: [Int] = [100]) {
        self.parallel = parallel.map { min(max(1, $0), FileTransferLimits.parallel) }
    }
}

/// What a client has to do, and has had at most.
package struct FileTransferLoad: Hashable, Sendable {
    /// Transfers under way.
    package var active = 0
    /// Transfers that wait for their turn.
    package var waiting = 0
    /// Most transfers under way at once; with several threads the sum of theirs.
    package var peakActive = 0
    /// Most transfers that waited at once; with several threads the sum of theirs.
    package var peakWaiting = 0
}
