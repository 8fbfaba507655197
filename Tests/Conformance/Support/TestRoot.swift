/// A self-signed root certificate of a certificate authority, EC P-256, valid for a hundred years; its key is gone.
enum TestRoot {
    static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBxjCCAWugAwIBAgIUNyiR5livRSd/czXFk8DEWUyIVwAwCgYIKoZIzj0EAwIw
        LzESMBAGA1UECgwJV2F0dHN3YXJtMRkwFwYDVQQDDBBDb25mb3JtYW5jZSBSb290
        MCAXDTI2MTEyODAzMzEzNloYDzIxMjYxMTA0MDMzMTM2WjAvMRIwEAYDVQQKDAlX
        YXR0c3dhcm0xGTAXBgNVBAMMEENvbmZvcm1hbmNlIFJvb3QwWTATBgcqhkjOPQIB
        BggqhkjOPQMBBwNCAARCO7qDpAPpBu1xIRdLLZ7n5KnH6pFU/csSLpe38VBdS4mq
        c+RuFolmXIbrfvpJs7jrNQg9aaGU5OFKlowTjwOso2MwYTAdBgNVHQ4EFgQUfuQu
        XWkwfxSzJk0FL3hsRCZAo2gwHwYDVR0jBBgwFoAUfuQuXWkwfxSzJk0FL3hsRCZA
        o2gwDwYDVR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAQYwCgYIKoZIzj0EAwID
        SQAwRgIhAJR2sp2/qQPUg/HKYSFE67Nf6VeQ4kW+3il4K0l54xDoAiEA3LFieywo
        nlA1OZXunBf5KGc7Frm+zb9fDXRzosBVO64=
        -----END CERTIFICATE-----

        """
}
