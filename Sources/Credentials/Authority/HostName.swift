import Glibc
import OCPPTypes
import SwiftASN1
import X509

/// Names of servers as they stand in a certificate.
package enum HostName {
    /// Why a name cannot stand in a certificate, or nil when it can: a DNS name of letters, digits and `-`, also with
    /// `*` as its first label, or an address of version 4 or 6.
    package static func problem(_ name: String) -> String? {
        if address(name) != nil { return nil }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !name.isEmpty, name.utf8.count <= 253 else { return "a host name has 1 to 253 characters" }
        for (index, label) in labels.enumerated() {
            if index == 0, label == "*", labels.count > 1 { continue }
            guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-",
                label.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 || $0 &- 0x30 < 10 || $0 == 0x2D || $0 == 0x5F })
            else { return "a host name has labels of letters, digits and `-` between dots" }
        }
        return nil
    }

    static func generalName(_ name: String) throws(CredentialRefusal) -> GeneralName {
        if let address = address(name) { return .ipAddress(ASN1OctetString(contentBytes: address[...])) }
        guard problem(name) == nil else { throw .wrongSubject }
        return .dnsName(name)
    }

    private static func address(_ name: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, name, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, name, &bytes) == 1 ? bytes : nil
    }
}
