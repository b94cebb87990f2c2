// SPDX-License-Identifier: Apache-2.0
/**
 * Certificates for tests of TLS: authorities, servers good and bad, a client, keys in every form,
 * all made anew in about a second by {@link dev.upq.testkit.certs.TestCertificates}, so that none
 * of them can expire in a repository.
 *
 * <p>The JDK can read X.509 but offers no way to write it, so a small DER writer does ({@code
 * Der}), with one file for what a certificate says of itself ({@code Extensions}), one for who
 * signs ({@code Authority}) and one for keys in files ({@code Pem}).
 *
 * <p>These certificates are for tests alone: the keys lie on disk beside them.
 */
@NullMarked
package dev.upq.testkit.certs;

import org.jspecify.annotations.NullMarked;
