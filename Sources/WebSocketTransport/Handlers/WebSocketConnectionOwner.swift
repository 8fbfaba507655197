/// Owner of one connection: a charge point's session, a CSMS session, an echo. Every call comes on the connection's
/// event loop. The connection holds its owner strongly from the start until `webSocketClosed`.
package protocol WebSocketConnectionOwner: AnyObject {
    /// The upgrade is done; messages may be sent from now on, from within this call too.
    func webSocketOpened(_ connection: WebSocketConnection)

    /// One complete text message, reassembled and valid UTF-8.
    ///
    /// - `text`: valid only during the call.
    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer)

    /// One complete binary message. By default the connection closes with 1003.
    ///
    /// - `bytes`: valid only during the call.
    func webSocket(_ connection: WebSocketConnection, receivedBinary bytes: UnsafeRawBufferPointer)

    /// A Pong came, solicited or not. By default nothing happens.
    func webSocketReceivedPong(_ connection: WebSocketConnection)

    /// ``WebSocketConnection/isWritable`` has changed; may come from within a `send`. By default nothing happens.
    func webSocketWritabilityChanged(_ connection: WebSocketConnection)

    /// What was sent while the connection was read has been handed to the kernel, see
    /// ``WebSocketConnection/awaitsFlush``. To take notice of, not to send from. By default nothing happens.
    func webSocketFlushed(_ connection: WebSocketConnection)

    /// TCP is up; TLS and the upgrade follow. On a client only; by default nothing happens.
    func webSocketConnected(_ connection: WebSocketConnection)

    /// TLS is up; the upgrade follows. On a client only; by default nothing happens.
    func webSocketSecured(_ connection: WebSocketConnection)

    /// The connection is gone. The last call, exactly once, also where connecting or the upgrade failed and
    /// `webSocketOpened` was never called. It never comes from within another call into the connection.
    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason)
}

extension WebSocketConnectionOwner {
    package func webSocket(_ connection: WebSocketConnection, receivedBinary bytes: UnsafeRawBufferPointer) {
        connection.refuseBinary()
    }

    package func webSocketReceivedPong(_ connection: WebSocketConnection) {}

    package func webSocketFlushed(_ connection: WebSocketConnection) {}

    package func webSocketConnected(_ connection: WebSocketConnection) {}

    package func webSocketSecured(_ connection: WebSocketConnection) {}

    package func webSocketWritabilityChanged(_ connection: WebSocketConnection) {}
}
