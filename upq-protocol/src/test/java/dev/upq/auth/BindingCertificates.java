// SPDX-License-Identifier: Apache-2.0
package dev.upq.auth;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;

/**
 * Self-signed certificates of many signature algorithms, made with OpenSSL, and the hash that
 * {@code openssl dgst} gives for each of them. Immutable. Whether they have expired plays no part.
 */
final class BindingCertificates {

  private static final Map<String, String> DER =
      Map.ofEntries(
          Map.entry(
              "rsa_md5",
              """
              MIIBnjCCAQcCFAkHCOeiC89nM76v/5tJkuIXcqcEMA0GCSqGSIb3DQEBBAUAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEAs4M/reQq6oUwA5a16yfDARqvUxx4XmHte5QHzNsXi+zdEMjHLzdmIU1IoL7ilkeFgOSA
              4VxQefOQmW96ZezJhFVhx8M6mApo3z1tFNRGeboO2mU69hrtrNAWhzKzu4/Bl71eG+4r6eibGEvZtuJFSwRu
              s0Dc4Ml9xqkOJ8JzVJ8CAwEAATANBgkqhkiG9w0BAQQFAAOBgQCRnM2cLPsR6G85d/AVJztr1Yml12cR9e+4
              IHBxphX4sHbmYkdx19XinLLhOVYc6MMOlZXjNyFgIde73Sjsmc5rdrGBXWcVjcAbFteYYJhqJoKR/8Q3u8P3
              hemQ0Cg0WUO8BkVbJslQk4R+no2RX3CRZsRAOcFzqmLiZ1CaJ1haTw==
              """),
          Map.entry(
              "rsa_sha1",
              """
              MIIBnjCCAQcCFDLcThvZAd3ifeZ0NQ9963Hq3xoIMA0GCSqGSIb3DQEBBQUAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEAsXaAPEUToyFU5Lu38fk0kXz4rbvKAlGikmWxy5DEeORJeDfNllWTZ7KAxoF1mTASF2k1
              kq9ClGKU/9ZE6ibeQd/WLjan/aHCJ/4/OR+lF58myDLVqTaF8zZaRYg+FqFSGLlJxVb4YoFFi5eV6bNm18MR
              5kRUN1P/FKRoJq3Y2ukCAwEAATANBgkqhkiG9w0BAQUFAAOBgQCA+AQycfnmF9L1thGKBkUWwi8WTeVDsnRJ
              aDIa1JcJQA8zjKKHpOlfwlpP7ffUyAdjyj/qDnoopklGgooEhjE4UkrNRQ2ryR+4U7cNk97WPfy8WCwcP8bE
              N1RDtRgTeuLLIruroPAZlgWs3wvh5T8ZKzi4iFbIkzsw6NJhWh3lNA==
              """),
          Map.entry(
              "rsa_sha256",
              """
              MIIBnjCCAQcCFAWL9VFQPDdQ5fnl7Alchz3IadqkMA0GCSqGSIb3DQEBCwUAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEAxy7DzhG0PAcN3yyosyUAfzmngR1i1L2m/61difAkJuS5cDwv/mPRsNHX6HpC7AC741dV
              9tas2UbMMLtMEEyH4y6w8+ek9gh2SzUBBNTLMvl1EUmGLdbjvJrBMPlhhBGup23FM0Zr/bRef1IQ9os2eEE1
              OePZdb1dG71LTZpagYsCAwEAATANBgkqhkiG9w0BAQsFAAOBgQCiiyN4i7NyNYlObXRlowsdWV2CdoEhs2iH
              ZOa/sNSksBKnSUFeDG1DasQa8YqX54i8kP9YQ5k7mC6b6PbkXekM3j1G10vCECPyRkquofSwVNdaJG8fI7Ix
              55bZsscwtWdAn7Ak9phmrTAuT9a+FZ0yRYEetZoCDdUqz60lRrYiwg==
              """),
          Map.entry(
              "rsa_sha384",
              """
              MIIBnjCCAQcCFHqksMM2gFMtOh44UnkOjomyBhVtMA0GCSqGSIb3DQEBDAUAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEAvk0ITuvXHS2ZyitB44QFMeZy98NrAn/C4Xr44HKwoSEQQXZ5bfQEfzWSHOP3YVT+6s3Y
              DZfgL+ksocM1L8Afu5bYe4kye8Nfw8GRliHcEiIkyjqgKAD3C6QdyizUsP4ZjXihA2GRX039ojbduLTxD3SL
              TUXbcoTtnmIuibvd2N0CAwEAATANBgkqhkiG9w0BAQwFAAOBgQC4h6DYWJm2Xtrp3uwhijsYvc7VZPcmZNRX
              Ix7UznDzuWer8f/W2SNLIjMBa6vd9MLzPOfjZnhgOpmGzxcth1VpvpVtj2xMyROhxuLNNjmsgn8tSO7hgIQ9
              0AUwtjJ/7eEQETOzXfn5H808B3Qak+qvaDJNwOgNETDIL5f+PMGxeg==
              """),
          Map.entry(
              "rsa_sha512",
              """
              MIIBnjCCAQcCFHBbON2t21c/8GuiQX+nnyQmNnJpMA0GCSqGSIb3DQEBDQUAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEArQi7/xqQhfqIGwLOoMa9xIqv7yU/6bcW7Eeg/u27P5QJMF//4q87dLrirwQO4Hs9MO1A
              1JIItdTJTVLtY8cGGEpDq5znkQFkv+uJfMw51FC4hFrDvAE556pwdDPemV5xZU1gYDr1QOH/4f1FFFfAIMmt
              W0+YeugUTc0QZVP/kcECAwEAATANBgkqhkiG9w0BAQ0FAAOBgQBOyT9Wd5ueeXLYtBmEPBl0/dO0Tnzwr/z8
              lUxwTMDF9H/4d40zakWYxnjw7uBthwONwZr/D0eCK+A6nEuiKuqOtlukKvGzTumO+QYUTC6Oh6zhcLEeR4pZ
              AkYAEzMz1EARlPeKwG4c5VHB4RJlSnA1kg04RG8BLEKNOo7oQeuGmw==
              """),
          Map.entry(
              "pss_sha1",
              """
              MIIBnjCCAQcCFDIWl5FnaFRdrH9NRnd2+pe3oFuuMA0GCSqGSIb3DQEBCjAAMA0xCzAJBgNVBAMMAmRiMCAX
              DTI2MTEyMzA2NDEwOVoYDzIxMjYxMDMwMDY0MTA5WjANMQswCQYDVQQDDAJkYjCBnzANBgkqhkiG9w0BAQEF
              AAOBjQAwgYkCgYEAs5kwWihELcoUw4NQn2ztUCA5XXIbEq9hRsUZyegHyZzjW+qHTme/xuveWw2tnwtpdXAO
              4CHE4itwTQSsrH9FbJEFldhqxOyy1jvuieRf7TDKzPOIMg71Gx4fpWM0SPAlgP/IxFvVai4AEzbVcIkWO+oW
              jxJBKclYGDdcvnPIqqUCAwEAATANBgkqhkiG9w0BAQowAAOBgQBnRK01UtwYZ+aOYbxJo0ULqwMHMS61R0Ts
              2KIajoT+4VzO5cRdpOUI8BcAXHmo8jj/eCPpHwpWGP6lBjUXCHGKgz1hWv0eOe2/rKY6rfqWtcDh4iEiwENV
              8BE779C1BqYN43rjKdFZgt47eAtyoQshbJCgpXaDG4V6jYXR8uqDhQ==
              """),
          Map.entry(
              "pss_sha256",
              """
              MIICBjCCATsCFF5SIDHEfVeSMHJVaKUxDROY/gmXMEEGCSqGSIb3DQEBCjA0oA8wDQYJYIZIAWUDBAIBBQCh
              HDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAIBBQCiAwIBIDANMQswCQYDVQQDDAJkYjAgFw0yNjExMjMwNjQx
              MDlaGA8yMTI2MTAzMDA2NDEwOVowDTELMAkGA1UEAwwCZGIwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
              AMbOf+YmRprloNVBwHeOUhWRbAemJ6qHJqLkvwZEMzx6+rrmTF1NoWxh9Yv926g4daUY3nCgoO2MhiinABqs
              2RJkFPFtWDyPaLNJiw561oEXGAskiJEiKYepR+kzBaF9TI5Dx1pJ6Mn75HFKH/DlZ0mPNmjpfYWeefLc2RKz
              Nz+fAgMBAAEwQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQMEAgEFAKEcMBoGCSqGSIb3DQEBCDANBglghkgB
              ZQMEAgEFAKIDAgEgA4GBAK+doKqGCw5Rp3bKTqMDu/oVkjJpm5qrWhBZdFXGEIZwNyi26UBP8WsrITxUJGWV
              j2GEc0YyPsubJSH3Uu4RzvI1kbvoxQK4OGyMkuY9x+QPsU40KSDT2w0axf3WLnCOMIu5KDELNLdl+bbINx3f
              KedHS9jXhSfPbdnb2IZNabpd
              """),
          Map.entry(
              "pss_sha384",
              """
              MIICBjCCATsCFDJANJPZXotXxjpwHDGoCxtyGHluMEEGCSqGSIb3DQEBCjA0oA8wDQYJYIZIAWUDBAICBQCh
              HDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAICBQCiAwIBMDANMQswCQYDVQQDDAJkYjAgFw0yNjExMjMwNjQx
              MTBaGA8yMTI2MTAzMDA2NDExMFowDTELMAkGA1UEAwwCZGIwgZ8wDQYJKoZIhvcNAQEBBQADgY0AMIGJAoGB
              AOY/JF2x5WGwiw0z86VjDpsBAmJztmwVfQlos1aEKEFtwN4ukTg0L8QPVF0+RtzrW1PFkmtfwVH5Qu2iQInq
              sJnQqaErmO/ak0UpnaVpDO3EBgQv/G4JwSvdsykQSK57FYBeE8nEfNQKCTbkkcIjIBXI07y/KgcpSz3GBrq6
              iZgnAgMBAAEwQQYJKoZIhvcNAQEKMDSgDzANBglghkgBZQMEAgIFAKEcMBoGCSqGSIb3DQEBCDANBglghkgB
              ZQMEAgIFAKIDAgEwA4GBAF/kr4OlzUWajCULKnb8/qdYdSSvGVUfns0HLOyTdyZtj56Cwz7sVSA5AtN+ve2V
              uBKzSkw+s/NvgFIS3MU9dHR4LE0YKJXfJNwy+Lrya0GnZYEJIPz8D+juSdZ+DwtycsOs42PTkHHnvI0L4j+5
              OX+0FaUWs3DVYmZst5Vj+hUR
              """),
          Map.entry(
              "pss_sha512",
              """
              MIIB/DCCATYCFAFXPdAJ7gWGzD/xNQ9755RGm83kMDwGCSqGSIb3DQEBCjAvoA8wDQYJYIZIAWUDBAIDBQCh
              HDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAIDBQAwDTELMAkGA1UEAwwCZGIwIBcNMjYxMTIzMDY0MTEwWhgP
              MjEyNjEwMzAwNjQxMTBaMA0xCzAJBgNVBAMMAmRiMIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQD5L8Hc
              0cwd0J5GSPm3lY5G9TQooqegjaLvMQO/wFAVOncJx5a/gJYHsVy2540YcTPUAzT/Dhx4XsFLDx2R/NX2BvPy
              vL9PJJ7aHnj9oDlA4Cu2H5neznDo3OAW/F+O6+J2zg4aANGYxTRK1aIKly2A1foWyO/0omgaC0hzY9aWYwID
              AQABMDwGCSqGSIb3DQEBCjAvoA8wDQYJYIZIAWUDBAIDBQChHDAaBgkqhkiG9w0BAQgwDQYJYIZIAWUDBAID
              BQADgYEAPy3O/s6rutht+SCyypWQTelVNsZnmkldEdrjRJoMn3dxlfq+4DpSl1gLq3Y/N78lJKalMfS5ZaIG
              lsXltMxGDJyMQT55PflG9I/H1nsjM70OiVHB9QgoCRPJJRFn2pq31mGK3dBssgR2XyUaSmaieqn97YJJ6pTp
              YF7llEKSouA=
              """),
          Map.entry(
              "ec_sha1",
              """
              MIIBFDCBvAIUauUaNc4GLLMJqAGYeC4lkjyfKSowCQYHKoZIzj0EATANMQswCQYDVQQDDAJkYjAgFw0yNjEx
              MjMwNjQxMTBaGA8yMTI2MTAzMDA2NDExMFowDTELMAkGA1UEAwwCZGIwWTATBgcqhkjOPQIBBggqhkjOPQMB
              BwNCAARUR2zRMvfNIxBGZ3IB56MvSYFL+jsjL4mt2wrAwSXd4HpPXHrtHoJK5EL2C6PdCFo3zC7g6+nNaWgd
              1hOP6/RYMAkGByqGSM49BAEDSAAwRQIhAIsl/NEAjUpTeF5kY+SZzPKApvOx0RgL7bn7zSqwH+b9AiANYSkx
              kXKnX+7y078fwbi3sC1LWHrwWqIdOxoW063ZjQ==
              """),
          Map.entry(
              "ec_sha256",
              """
              MIIBFjCBvQIUb2VZmXosQzWtbYbDpVSUwQ4Xb4wwCgYIKoZIzj0EAwIwDTELMAkGA1UEAwwCZGIwIBcNMjYx
              MTIzMDY0MTEwWhgPMjEyNjEwMzAwNjQxMTBaMA0xCzAJBgNVBAMMAmRiMFkwEwYHKoZIzj0CAQYIKoZIzj0D
              AQcDQgAEWIjuUGZFWxJdTtcvW+OKEIe8mfC5lu7fGPVycpd8huQssRTs0KHQelqfntuPKLXqa08/yF5CRgJa
              uQd2SCcFlTAKBggqhkjOPQQDAgNIADBFAiEAp48AHD/1RHatQnM5B3R0g/cc1LBOtDIsg5yNKyBqUswCIDk/
              GNCMx79KmAN/HffI+pETsTKfxJx6JSNlZhmch8ng
              """),
          Map.entry(
              "ec_sha384",
              """
              MIIBFjCBvQIUKFGGQditSLUK8aUyXZBPX7KCLgYwCgYIKoZIzj0EAwMwDTELMAkGA1UEAwwCZGIwIBcNMjYx
              MTIzMDY0MTEwWhgPMjEyNjEwMzAwNjQxMTBaMA0xCzAJBgNVBAMMAmRiMFkwEwYHKoZIzj0CAQYIKoZIzj0D
              AQcDQgAE+KXhzQQfFiqNQ0a3D/aKVVybbXECRT8J+tMk4ckzA1I2YKw1qhDFhWtFP7jnm6A0Qu/YVJ9D1PTs
              hmNsGz9LvDAKBggqhkjOPQQDAwNIADBFAiAIfeFcWRU9TUvkqHXYDHrdIG5O45yITqlm0HGEfO7iXwIhAPhl
              trINr3oUHOKGISHU3VsgiizdX605ZkIzT1YCVVRl
              """),
          Map.entry(
              "ec_sha3_256",
              """
              MIIBFzCBvgIUB4n+G2Uu/Kw+SQyS1Ma/yyrHUc0wCwYJYIZIAWUDBAMKMA0xCzAJBgNVBAMMAmRiMCAXDTI2
              MTEyMzA2NDExMFoYDzIxMjYxMDMwMDY0MTEwWjANMQswCQYDVQQDDAJkYjBZMBMGByqGSM49AgEGCCqGSM49
              AwEHA0IABDfvK/b1YtmtLbfmhIIoNwHRjIdUgqX5uI4CE+SMbdbqyCEFJ7Os8gAtsz2UILr/nPM8bhgwMiZ/
              vYkhXjVz5GgwCwYJYIZIAWUDBAMKA0cAMEQCIHaAPyjhqFjB/avwxlmjRmP4EngF647Gx2nmqbLW/HWyAiB8
              9jDCB603/7R208tVdHhSQxyCdhcZT7rMFZpIwrrJ2g==
              """),
          Map.entry(
              "ed25519",
              """
              MIHWMIGJAhQb5Di5PF0+yorXpDkNfCuz0MfYKjAFBgMrZXAwDTELMAkGA1UEAwwCZGIwIBcNMjYxMTIzMDY0
              MTEwWhgPMjEyNjEwMzAwNjQxMTBaMA0xCzAJBgNVBAMMAmRiMCowBQYDK2VwAyEAb45BrHwqf0IDrFPsnuQ7
              5BbLx917l9XV1STlm1CFmoUwBQYDK2VwA0EAM6yIS2iGTBwZHtScI7vk4S3eEmGRc0l61MuGLqgZx0oywy0X
              3BjwAAs67kRJGB5/yTYHag7g0TgcspA0Z3tPDA==
              """),
          Map.entry(
              "ed448",
              """
              MIIBITCBogIUG/U8hfT6ru1C4Nk4QYQZfmM8PJIwBQYDK2VxMA0xCzAJBgNVBAMMAmRiMCAXDTI2MTEyMzA2
              NDExMFoYDzIxMjYxMDMwMDY0MTEwWjANMQswCQYDVQQDDAJkYjBDMAUGAytlcQM6AJuPWQpMa8UnhU71njaT
              zvqaPG4Hu6SuI++Xm1PVSpqJp2cZL9EKjsaK+1PBfo5Ayr3Z5p1g020IADAFBgMrZXEDcwARkUMDJor2kaL7
              2tZXKZX+qbeNtSVav53V8CmFWiFbTMxw1ffM8cFwaO73sO2864Mz+voTWe1AYACNzNmfEhHYXmduhpDYgLEi
              bquDrYJKYf163PHkRyVBxMMkBtIXmHNjBcaALA5iqzO8JDjsGx6iEgA=
              """));

  /** The binding data, in hex; Ed25519 and Ed448 have none. */
  static final Map<String, String> HASHES =
      Map.ofEntries(
          Map.entry("rsa_md5", "5326dada55bd5984bee9f7fb4903d5f606653565372d0f9647a494a04cad6428"),
          Map.entry("rsa_sha1", "eb56a7de72d20fde5d2361ad0a453370e9a0245d2ce3a78b619813037cee1b82"),
          Map.entry(
              "rsa_sha256", "3b2f8bcf64a71080d22be8f4305b774b342f29951a474b6f7a350f78ba6847f2"),
          Map.entry(
              "rsa_sha384",
              "5574ef1079d967499f9b9a5c0f7de8c53e14413c893308bda1b47ffe1209f1b23ba338a5"
                  + "5ea57906b160909dfdc0fe84"),
          Map.entry(
              "rsa_sha512",
              "aae665a075ecfca9618cc89957b7a3a20b901f1b7cc791e478c93212cf10fe4b10610913"
                  + "6c738258c1fc84b68f9ac5348e09f3c3ad115d0fa2c0e0654594c7bf"),
          Map.entry("pss_sha1", "0b890212da9d58ce90682657173da5b53f223d751e87ce89f0c3e1a5e3c79ec4"),
          Map.entry(
              "pss_sha256", "35f9a2f792d022b8bb8084bf4bd594b6f2af1e6d071271bb75415a6ad4c069e4"),
          Map.entry(
              "pss_sha384",
              "957b72e3a6fb4a7968c5ebb8405e13a89a826167303a09a4e67cde5b72ee71fb01bf1780"
                  + "e9ba0b2756733ad7f6bd43e2"),
          Map.entry(
              "pss_sha512",
              "bdbbd4e8014b77b0a7f6b01f6d2d97295b5f2f2d54f137b62bdfdf1f0064507a0f53c122"
                  + "61b0457c84b2590a3bfeb2116b39a88e5dd0b5e80882a8874eb98769"),
          Map.entry("ec_sha1", "dc09a1870dd56a1347bce4151127d08bf393c4d41a250db1fbf65c63ffe82128"),
          Map.entry(
              "ec_sha256", "f436ce9952f4e2616c13f67c1d4036091c28adf11e1e97224dbeb64aa4c9eb66"),
          Map.entry(
              "ec_sha384",
              "11f909d0b3c506e29a43a85dc36d5c0ac113a53e0d04b6566c4d9f80932d1a69e8cb32bb"
                  + "814995e1a828412a5fffbaa0"),
          Map.entry(
              "ec_sha3_256", "b45b822f080ac24e16a69ea91e3aa09eb9079a2538fa47f7cb6ca8fb298c8d99"));

  private BindingCertificates() {}

  static Iterable<String> names() {
    return DER.keySet();
  }

  static X509Certificate named(String name) {
    byte[] der = Base64.getMimeDecoder().decode(DER.get(name));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
