using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls.Options;

/// <summary>The options about certificates and keys: a role's own, and the authorities that it trusts.</summary>
internal static class CertificateOptions
{
    private const string KeyShape = "{'PrivateKeyInfo',DER}, {'RSAPrivateKey',DER} or {'ECPrivateKey',DER}";
    private const string CertificateShape = "a certificate in DER, or a list of them, the own one first";

    public static OptionEntry[] Entries { get; } =
    [
        new("certfile", OptionRoles.Both, "file", OptionUse.Used, "PEM: the certificate, then intermediate ones; may hold the key. Read again when it changes")
        {
            Property = nameof(TlsRoleOptions.CertificateFile), Form = OptionForm.Text, IsLegacy = true,
            Read = (o, v) => o with { CertificateFile = v.Text() },
        },
        new("keyfile", OptionRoles.Both, "file", OptionUse.Used, "PEM: the key, if certfile doesn't hold it. Read again when it changes")
        {
            Property = nameof(TlsRoleOptions.KeyFile), Form = OptionForm.Text, IsLegacy = true, Read = (o, v) => o with { KeyFile = v.Text() },
        },
        new("password", OptionRoles.Both, "string, or fun M:F/0", OptionUse.Used, "the key's password; \"\" = none. Never logged")
        {
            Property = nameof(TlsRoleOptions.Password), Form = OptionForm.Text, IsLegacy = true, Read = ReadPassword,
        },
        new("cert", OptionRoles.Both, "DER, or a list of them", OptionUse.Used, "the certificate and intermediate ones; counts before certfile")
        {
            Property = nameof(TlsRoleOptions.Certificate), Read = ReadCertificate,
        },
        new("key", OptionRoles.Both, KeyShape, OptionUse.Used, "the key of cert; a map with an engine or a sign_fun is refused")
        {
            Property = nameof(TlsRoleOptions.Certificate), Read = ReadKey,
        },
        new("certs_keys", OptionRoles.Both, "list of maps of the options above", OptionUse.Used,
            "a server shows the first certificate that a client's algorithms allow, a client the first of the list; the options above are then ignored, as in OTP")
        {
            Property = nameof(TlsRoleOptions.Certificates), Read = ReadCertificates,
        },
        new("cacertfile", OptionRoles.Both, "file", OptionUse.Used, "PEM: the authorities that are trusted. Read again when it changes."
            + " A peer that shows a certificate signed by itself is refused, as in OTP, also where that certificate stands here")
        {
            Property = nameof(TlsRoleOptions.CaCertificateFile), Form = OptionForm.Text, IsLegacy = true,
            Read = (o, v) => o with { CaCertificateFile = v.Text() },
        },
        new("cacerts", OptionRoles.Both, "list of DER or {cert,DER,_}", OptionUse.Used,
            "the same in memory, such as public_key:cacerts_get(); used besides cacertfile")
        {
            Property = nameof(TlsRoleOptions.CaCertificates), Read = (o, v) => o with { CaCertificates = [.. ReadAuthorities(v)] },
        },
    ];

    private static TlsRoleOptions ReadPassword(TlsRoleOptions options, OptionValue value) => value.Term is ErlExport
        ? options with { PasswordFunction = value.Function<Func<string>>(0), Password = null }
        : options with { Password = value.TextOrEmpty() is { Length: > 0 } text ? text : null, PasswordFunction = null };

    private static IEnumerable<X509Certificate2> ReadAuthorities(OptionValue value) =>
        value.Elements("a list of DER binaries").Select(c => c.Term switch
        {
            ErlBinary der => Load(c, der),
            ErlTuple and [Atom { Name: "cert" }, ErlBinary der, _] => Load(c, der),
            _ => throw value.Wrong("a list of DER binaries"),
        });

    private static TlsRoleOptions ReadCertificate(TlsRoleOptions options, OptionValue value)
    {
        X509Certificate2[] chain = ReadChain(value);

        // The key may have come first.
        X509Certificate2 own = options.Key is { } key ? Join(value, chain[0], key) : chain[0];
        return options with { Certificate = own, CertificateChain = chain[1..] };
    }

    private static X509Certificate2[] ReadChain(OptionValue value)
    {
        X509Certificate2[] chain = value.Term switch
        {
            ErlBinary single => [Load(value, single)],
            ErlList list => [.. list.Select(c => Load(value, c as ErlBinary ?? throw value.Wrong(CertificateShape)))],
            _ => [],
        };
        return chain.Length > 0 ? chain : throw value.Wrong(CertificateShape);
    }

    private static X509Certificate2 Load(OptionValue value, ErlBinary der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der.Bytes.Span);
        }
        catch (CryptographicException)
        {
            throw value.Wrong("certificates in DER");
        }
    }

    private static X509Certificate2 Join(OptionValue value, X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        try
        {
            return TlsCredentials.Join(certificate, key);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException or InvalidOperationException)
        {
            throw value.Wrong("the key of the certificate, and the certificate that of the key");
        }
    }

    private static TlsRoleOptions ReadKey(TlsRoleOptions options, OptionValue value)
    {
        AsymmetricAlgorithm key = ReadKey(value);
        return options with
        {
            Key = key,
            Certificate = options.Certificate is { } certificate ? Join(value, certificate, key) : null,
        };
    }

    private static AsymmetricAlgorithm ReadKey(OptionValue value)
    {
        if (value.Term is ErlMap)
        {
            throw RoleOptionReader.Refuse(value.Origin, "keys in engines and sign_fun can't be used by .NET's TLS; take a file or DER");
        }

        if (value.Term is not (ErlTuple and [Atom kind, ErlBinary der]))
        {
            throw value.Wrong(KeyShape);
        }

        try
        {
            byte[] bytes = der.Bytes.ToArray();
            return kind.Name switch
            {
                "PrivateKeyInfo" => PrivateKeyFile.ImportPkcs8(bytes),
                "RSAPrivateKey" or "rsa" => PrivateKeyFile.ImportRsa(bytes),
                "ECPrivateKey" => PrivateKeyFile.ImportEc(bytes),
                _ => throw value.Wrong(KeyShape),
            };
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw value.Wrong(KeyShape);
        }
    }

    private static TlsRoleOptions ReadCertificates(TlsRoleOptions options, OptionValue value) => options with
    {
        Certificates = [.. value.Elements("a list of maps such as #{certfile => \"node.pem\"}").Select(ReadOne)],
    };

    /// <summary>A map of the options of a certificate, read as they are read outside of it.</summary>
    private static TlsCertificateSource ReadOne(OptionValue value)
    {
        const string expected = "maps with cert or certfile, key or keyfile, and password";
        TlsRoleOptions read = new TlsServerOptions();
        foreach ((Term name, Term term) in value.Term as ErlMap ?? throw value.Wrong(expected))
        {
            OptionEntry? entry = name is Atom { Name: "cert" or "certfile" or "key" or "keyfile" or "password" } atom ? OptionTable.Find(atom.Name) : null;
            read = entry is null ? throw value.Wrong(expected) : entry.Read!(read, value.With(term));
        }

        return read.OwnCertificate ?? throw value.Wrong(expected);
    }
}
