/// What one user of the file endpoint may do.
package struct AccessGrant: Hashable, Sendable {
    /// The name that the user logs in with.
    package var user: String
    /// The charge point that it is for, if it is for one.
    package var chargePoint: String?
    /// What it may do and where.
    package var rights: [AccessRight]

    /// Makes a grant.
    package init(user: String, chargePoint: String? = nil, rights: [AccessRight]) {
        self.user = user
        self.chargePoint = chargePoint
        self.rights = rights
    }

    /// Whether an operation on a path is allowed.
    package func allows(_ operation: AccessOperations, on path: StorePath) -> Bool {
        rights.contains { $0.operations.contains(operation) && path.isWithin($0.path) }
    }

    /// Whether the user may know that a path exists: it leads to something allowed, or lies within it.
    package func sees(_ path: StorePath) -> Bool {
        rights.contains { path.isWithin($0.path) || $0.path.isWithin(path) }
    }

    /// Whether a path that is not there may be taken for an empty folder: an upload would make it, or it leads to
    /// something allowed.
    package func expects(_ path: StorePath) -> Bool {
        allows(.write, on: path) || rights.contains { $0.path.isWithin(path) }
    }
}

/// Operations on everything within a path.
package struct AccessRight: Hashable, Sendable {
    /// A file, or a folder with everything below it.
    package var path: StorePath
    /// What is allowed there.
    package var operations: AccessOperations

    /// Makes a right.
    package init(_ operations: AccessOperations, within path: StorePath) {
        self.path = path
        self.operations = operations
    }
}

/// A set of operations.
package struct AccessOperations: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Reading files and their sizes, listing folders.
    package static let read = AccessOperations(rawValue: 1)
    /// Storing files and making folders.
    package static let write = AccessOperations(rawValue: 2)
    /// Removing and renaming.
    package static let remove = AccessOperations(rawValue: 4)
}
