// SPDX-License-Identifier: Apache-2.0
package dev.shhnode.node.secrets;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;

/** Certificates as files hold them, in PEM (RFC 7468, section 5). */
public final class PemCertificates {

  private PemCertificates() {}

  /**
   * Reads certificates, in their order.
   *
   * @param file what is in a file
   * @return none if anything in it is malformed, or if there are none
   */
  public static List<Certificate> parse(byte[] file) {
    try {
      return List.copyOf(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(file)));
    } catch (GeneralSecurityException malformed) {
      return List.of();
    }
  }
}
