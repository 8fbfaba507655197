import OCPPTypes

extension GetInstalledCertificateIds.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var certificateType: CertificateUse?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("certificateType") {
                try reader.required(&certificateType)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(certificateType: try reader.present(certificateType, "certificateType", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("certificateType", certificateType)
        out.closeObject()
    }
}

extension GetInstalledCertificateIds.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var certificateHashData: [CertificateHashData]?
        var status: GetInstalledCertificateStatus?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("certificateHashData") {
                try reader.optional(&certificateHashData, atLeast: 1)
            } else if name.matches("status") {
                try reader.required(&status)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            certificateHashData: certificateHashData,
            status: try reader.present(status, "status", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("certificateHashData", certificateHashData)
        out.member("status", status)
        out.closeObject()
    }
}
