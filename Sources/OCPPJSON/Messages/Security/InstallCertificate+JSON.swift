import OCPPTypes

extension InstallCertificate.Request: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var certificateType: CertificateUse?
        var certificate: CiString<5500>?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("certificateType") {
                try reader.required(&certificateType)
            } else if name.matches("certificate") {
                try reader.required(&certificate)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(
            certificateType: try reader.present(certificateType, "certificateType", in: object),
            certificate: try reader.present(certificate, "certificate", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("certificateType", certificateType)
        out.member("certificate", certificate)
        out.closeObject()
    }
}

extension InstallCertificate.Confirmation: JSONReadable, JSONWritable {
    static func read(_ reader: inout JSONReader) throws(ReadFailure) -> Self {
        var status: InstallCertificateStatus?
        var object = try reader.openObject()
        while let name = try reader.nextName(in: &object) {
            if name.matches("status") {
                try reader.required(&status)
            } else {
                try reader.unknownMember()
            }
        }
        return Self(status: try reader.present(status, "status", in: object))
    }

    func write(to out: inout OutputBuffer) {
        out.openObject()
        out.member("status", status)
        out.closeObject()
    }
}
