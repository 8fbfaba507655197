import OCPPTypes

extension CertificateHashData: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var hashAlgorithm: HashAlgorithm?
        var issuerNameHash: CiString<128>?
        var issuerKeyHash: CiString<128>?
        var serialNumber: CiString<40>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("hashAlgorithm") {
                try reader.required(&hashAlgorithm)
            } else if name.matches("issuerNameHash") {
                try reader.required(&issuerNameHash)
            } else if name.matches("issuerKeyHash") {
                try reader.required(&issuerKeyHash)
            } else if name.matches("serialNumber") {
                try reader.required(&serialNumber)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            hashAlgorithm: try reader.present(hashAlgorithm, "hashAlgorithm", in: object),
            issuerNameHash: try reader.present(issuerNameHash, "issuerNameHash", in: object),
            issuerKeyHash: try reader.present(issuerKeyHash, "issuerKeyHash", in: object),
            serialNumber: try reader.present(serialNumber, "serialNumber", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("hashAlgorithm", hashAlgorithm)
        out.member("issuerNameHash", issuerNameHash)
        out.member("issuerKeyHash", issuerKeyHash)
        out.member("serialNumber", serialNumber)
        out.closeObject()
    }
}
