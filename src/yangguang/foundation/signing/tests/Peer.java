// What BouncyCastle thinks of our files, and files of its own for us to judge.
// One line per judgement on standard output: "ok NAME" or "WRONG NAME reason".

import java.io.*;
import java.math.BigInteger;
import java.nio.file.*;
import java.security.*;
import java.security.cert.*;
import java.security.spec.ECGenParameterSpec;
import java.util.*;
import javax.crypto.Cipher;
import javax.crypto.spec.*;
import org.bouncycastle.asn1.*;
import org.bouncycastle.asn1.cms.*;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.*;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.*;
import org.bouncycastle.cert.jcajce.*;
import org.bouncycastle.cert.ocsp.*;
import org.bouncycastle.cms.*;
import org.bouncycastle.cms.jcajce.*;
import org.bouncycastle.crypto.engines.SM2Engine;
import org.bouncycastle.crypto.params.*;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.*;
import org.bouncycastle.operator.jcajce.*;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.*;
import org.bouncycastle.tsp.*;
import org.bouncycastle.util.CollectionStore;

public class Peer {
    interface Judgement { boolean holds() throws Exception; }

    static Path folder;

    static byte[] read(String name) throws IOException { return Files.readAllBytes(folder.resolve(name)); }

    static void write(String name, byte[] content) throws IOException { Files.write(folder.resolve(name), content); }

    static void judge(String name, Judgement judgement) {
        try {
            System.out.println((judgement.holds() ? "ok " : "WRONG ") + name);
        } catch (Exception problem) {
            System.out.println("WRONG " + name + " " + problem);
            problem.printStackTrace();
        }
    }

    static ContentVerifierProvider by(X509CertificateHolder issuer) throws Exception {
        return new JcaContentVerifierProviderBuilder().setProvider("BC").build(issuer);
    }

    static SignerInformationVerifier signedBy(X509CertificateHolder signer) throws Exception {
        return new JcaSimpleSignerInfoVerifierBuilder().setProvider("BC").build(signer);
    }

    static boolean allVerify(CMSSignedData data) throws Exception {
        int count = 0;
        for (SignerInformation signer : data.getSignerInfos().getSigners()) {
            Collection<X509CertificateHolder> found = data.getCertificates().getMatches(signer.getSID());
            if (found.size() != 1 || !signer.verify(signedBy(found.iterator().next()))) return false;
            count++;
        }
        return count > 0;
    }

    static PKIXCertPathValidatorResult walk(List<String> path, String root, List<String> lists, Date at) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509", "BC");
        List<java.security.cert.X509Certificate> certificates = new ArrayList<>();
        for (String name : path)
            certificates.add((java.security.cert.X509Certificate) factory.generateCertificate(new ByteArrayInputStream(read(name))));
        var anchor = (java.security.cert.X509Certificate) factory.generateCertificate(new ByteArrayInputStream(read(root)));
        List<java.security.cert.CRL> crls = new ArrayList<>();
        for (String name : lists) crls.add(factory.generateCRL(new ByteArrayInputStream(read(name))));
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
        parameters.setDate(at);
        parameters.setRevocationEnabled(!lists.isEmpty());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(crls), "BC"));
        return (PKIXCertPathValidatorResult)
            CertPathValidator.getInstance("PKIX", "BC").validate(factory.generateCertPath(certificates), parameters);
    }

    static byte[] open(byte[] encoded, byte[] key) throws Exception {
        CMSEnvelopedData envelope = new CMSEnvelopedData(encoded);
        EnvelopedData data = EnvelopedData.getInstance(envelope.toASN1Structure().getContent());
        KeyTransRecipientInfo info =
            KeyTransRecipientInfo.getInstance(RecipientInfo.getInstance(data.getRecipientInfos().getObjectAt(0)).getInfo());
        ASN1Sequence cipher = ASN1Sequence.getInstance(info.getEncryptedKey().getOctets());
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        raw.write(4);
        for (int place = 0; place < 2; place++)
            raw.write(org.bouncycastle.util.BigIntegers.asUnsignedByteArray(32, ASN1Integer.getInstance(cipher.getObjectAt(place)).getValue()));
        raw.write(ASN1OctetString.getInstance(cipher.getObjectAt(2)).getOctets());
        raw.write(ASN1OctetString.getInstance(cipher.getObjectAt(3)).getOctets());
        SM2Engine engine = new SM2Engine(SM2Engine.Mode.C1C3C2);
        engine.init(false, PrivateKeyFactory.createKey(PrivateKeyInfo.getInstance(key)));
        byte[] contentKey = engine.processBlock(raw.toByteArray(), 0, raw.size());
        EncryptedContentInfo sealed = data.getEncryptedContentInfo();
        byte[] iv = ASN1OctetString.getInstance(sealed.getContentEncryptionAlgorithm().getParameters()).getOctets();
        Cipher sm4 = Cipher.getInstance("SM4/CBC/PKCS5Padding", "BC");
        sm4.init(Cipher.DECRYPT_MODE, new SecretKeySpec(contentKey, "SM4"), new IvParameterSpec(iv));
        return sm4.doFinal(sealed.getEncryptedContent().getOctets());
    }

    static void makeOurOwn(Date from, Date until, byte[] content) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC", "BC");
        generator.initialize(new ECGenParameterSpec("sm2p256v1"));
        KeyPair pair = generator.generateKeyPair();
        ContentSigner signer = new JcaContentSignerBuilder("SM3withSM2").setProvider("BC").build(pair.getPrivate());
        X500Name name = new X500Name("C=CN,CN=BouncyCastle");
        SubjectKeyIdentifier identifier = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic());
        X509CertificateHolder certificate =
            new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(77), from, until, name, pair.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign | KeyUsage.digitalSignature))
                .addExtension(Extension.subjectKeyIdentifier, false, identifier)
                .addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
                .build(signer);
        write("bc.cer", certificate.getEncoded());
        write("bc.key", pair.getPrivate().getEncoded());
        write("bc.csr", new JcaPKCS10CertificationRequestBuilder(name, pair.getPublic()).build(signer).getEncoded());
        X509v2CRLBuilder list = new X509v2CRLBuilder(name, from);
        list.setNextUpdate(until);
        list.addCRLEntry(BigInteger.valueOf(5), from, org.bouncycastle.asn1.x509.CRLReason.keyCompromise);
        list.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
        write("bc.crl", list.build(signer).getEncoded());
        DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
        write("bc.p7", sign(content, certificate, new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate)));
        write("bc.key-identifier.p7", sign(content, certificate, new JcaSignerInfoGeneratorBuilder(digests).build(signer, identifier.getKeyIdentifier())));
        write("bc.direct.p7", sign(content, certificate, new JcaSignerInfoGeneratorBuilder(digests).setDirectSignature(true).build(signer, certificate)));
        DigestCalculator sha1 = digests.get(CertificateID.HASH_SHA1);
        BasicOCSPRespBuilder answers = new BasicOCSPRespBuilder(new RespID(name));
        answers.addResponse(new CertificateID(sha1, certificate, BigInteger.valueOf(77)), org.bouncycastle.cert.ocsp.CertificateStatus.GOOD, from, until);
        write("bc.ocsp", new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, answers.build(signer, new X509CertificateHolder[] {certificate}, from)).getEncoded());
        DigestCalculator sm3 = digests.get(new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.156.10197.1.401")));
        TimeStampTokenGenerator stamps = new TimeStampTokenGenerator(
            new JcaSignerInfoGeneratorBuilder(digests).build(signer, certificate), sm3, new ASN1ObjectIdentifier("1.2.3.4"));
        stamps.addCertificates(new CollectionStore<>(List.of(certificate)));
        MessageDigest digest = MessageDigest.getInstance("SM3", "BC");
        TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
        asking.setCertReq(true);
        TimeStampRequest asked = asking.generate(new ASN1ObjectIdentifier("1.2.156.10197.1.401"), digest.digest(content), BigInteger.TEN);
        write("bc.tsq", asked.getEncoded());
        write("bc.tst", stamps.generate(asked, BigInteger.ONE, from).toCMSSignedData().toASN1Structure().getEncoded("DER"));
    }

    static byte[] sign(byte[] content, X509CertificateHolder certificate, SignerInfoGenerator signer) throws Exception {
        CMSSignedDataGenerator signed = new CMSSignedDataGenerator();
        signed.addSignerInfoGenerator(signer);
        signed.addCertificate(certificate);
        return signed.generate(new CMSProcessableByteArray(content), true).toASN1Structure().getEncoded("DER");
    }

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        folder = Path.of(arguments[0]);
        Date at = new Date(Long.parseLong(arguments[1]) * 1000);
        byte[] content = read("content");
        X509CertificateHolder root = new X509CertificateHolder(read("root.cer"));
        X509CertificateHolder issuing = new X509CertificateHolder(read("issuing.cer"));
        X509CertificateHolder officer = new X509CertificateHolder(read("officer.cer"));
        judge("certificate root", () -> root.isSignatureValid(by(root)));
        judge("certificate issuing", () -> issuing.isSignatureValid(by(root)));
        judge("certificate officer", () -> officer.isSignatureValid(by(issuing)));
        judge("path", () -> walk(List.of("officer.cer", "issuing.cer"), "root.cer", List.of(), at) != null);
        judge("path with lists", () -> walk(List.of("officer.cer", "issuing.cer"), "root.cer", List.of("issuing.crl", "root.crl"), at) != null);
        judge("path of a revoked certificate", () -> {
            try {
                walk(List.of("revoked.cer", "issuing.cer"), "root.cer", List.of("issuing.crl", "root.crl"), at);
                return false;
            } catch (CertPathValidatorException refused) {
                return refused.getMessage().contains("revo");
            }
        });
        judge("request", () -> {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(read("officer.csr"));
            return request.isSignatureValid(new JcaContentVerifierProviderBuilder().setProvider("BC").build(request.getSubjectPublicKeyInfo()));
        });
        judge("list", () -> new X509CRLHolder(read("issuing.crl")).isSignatureValid(by(issuing)));
        judge("delta list", () -> {
            X509CRLHolder delta = new X509CRLHolder(read("delta.crl"));
            return delta.isSignatureValid(by(issuing)) && delta.getExtension(Extension.deltaCRLIndicator).isCritical();
        });
        judge("ocsp request", () -> new OCSPReq(read("request.ocsp")).getRequestList().length == 1);
        judge("ocsp response", () -> {
            BasicOCSPResp response = (BasicOCSPResp) new OCSPResp(read("response.ocsp")).getResponseObject();
            DigestCalculatorProvider digests = new JcaDigestCalculatorProviderBuilder().setProvider("BC").build();
            CertificateID answered = response.getResponses()[0].getCertID();
            return response.isSignatureValid(by(response.getCerts()[0]))
                && answered.matchesIssuer(issuing, digests) && answered.getSerialNumber().equals(officer.getSerialNumber())
                && response.getResponses()[0].getCertStatus() == null
                && response.getResponses()[1].getCertStatus() instanceof RevokedStatus;
        });
        judge("signed data", () -> allVerify(new CMSSignedData(read("signed.p7"))));
        judge("signed data, detached", () -> allVerify(new CMSSignedData(new CMSProcessableByteArray(content), read("detached.p7"))));
        judge("signed data, changed", () -> {
            try {
                return !allVerify(new CMSSignedData(new CMSProcessableByteArray(new byte[] {1}), read("detached.p7")));
            } catch (CMSException refused) {
                return true;
            }
        });
        judge("enveloped data", () -> Arrays.equals(content, open(read("enveloped.p7"), read("encryption.key"))));
        judge("enveloped data of GM/T 0010", () -> Arrays.equals(content, open(read("enveloped.gm"), read("encryption.key"))));
        judge("time stamp", () -> {
            TimeStampRequest request = new TimeStampRequest(read("request.tsq"));
            TimeStampResponse response = new TimeStampResponse(read("response.tsr"));
            response.validate(request);
            TimeStampToken token = response.getTimeStampToken();
            X509CertificateHolder authority = new X509CertificateHolder(read("tsa.cer"));
            token.validate(signedBy(authority));
            return token.getTimeStampInfo().getGenTime().equals(at);
        });
        judge("own files", () -> { makeOurOwn(new Date(at.getTime() - 86400000L), new Date(at.getTime() + 86400000L), content); return true; });
    }
}
