using System.Globalization;
using System.Security.Cryptography;

namespace ErlDist.Tls;

/// <summary>
/// Reads private keys as OpenSSL writes them: PKCS#8, encrypted PKCS#8, and the traditional forms of RSA and EC keys, encrypted too.
/// </summary>
internal static class PrivateKeyFile
{
    /// <summary>The first private key of a file; null if it has none.</summary>
    /// <param name="option">The option that names the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="password">Gives the password, or null; asked only where the key is encrypted.</param>
    public static AsymmetricAlgorithm? Read(OptionOrigin option, string path, Func<string?> password)
    {
        PemFile.Section key = PemFile.ReadSections(option, path)
            .FirstOrDefault(s => s.Label is "PRIVATE KEY" or "ENCRYPTED PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY");
        if (key.Label is null)
        {
            return null;
        }

        try
        {
            return Import(key, password);
        }
        catch (PasswordMissingException)
        {
            throw Unusable("it is encrypted and there is no password; give the option password");
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or FormatException)
        {
            throw IsEncrypted(key)
                ? Unusable($"the password is wrong, or its encryption is not known here ({e.Message})", e)
                : Unusable($"{e.Message} Keys of RSA and of the NIST curves are known", e);
        }

        TlsOptionException Unusable(string why, Exception? inner = null) =>
            option.Error($"the private key in the file '{path}' can't be used: {why}.", path, inner);
    }

    public static AsymmetricAlgorithm ImportPkcs8(byte[] der) => Imported(der, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _));

    public static AsymmetricAlgorithm ImportRsa(byte[] der) =>
        Imported(RSA.Create(), der, static (key, bytes) => key.ImportRSAPrivateKey(bytes, out _));

    public static AsymmetricAlgorithm ImportEc(byte[] der) =>
        Imported(ECDsa.Create(), der, static (key, bytes) => key.ImportECPrivateKey(bytes, out _));

    private static AsymmetricAlgorithm Import(PemFile.Section section, Func<string?> password)
    {
        byte[] der = IsTraditionalEncrypted(section)
            ? DecryptTraditional(section, password() ?? throw new PasswordMissingException())
            : section.Decode();
        return section.Label switch
        {
            "RSA PRIVATE KEY" => ImportRsa(der),
            "EC PRIVATE KEY" => ImportEc(der),
            "ENCRYPTED PRIVATE KEY" => ImportEncryptedPkcs8(der, password() ?? throw new PasswordMissingException()),
            _ => ImportPkcs8(der),
        };
    }

    private static AsymmetricAlgorithm ImportEncryptedPkcs8(byte[] der, string password) =>
        Imported(der, (key, bytes) => key.ImportEncryptedPkcs8PrivateKey(password, bytes, out _));

    /// <summary>PKCS#8 says inside which kind of key it is.</summary>
    private static AsymmetricAlgorithm Imported(byte[] der, Action<AsymmetricAlgorithm, byte[]> import)
    {
        try
        {
            return Imported<AsymmetricAlgorithm>(ECDsa.Create(), der, import);
        }
        catch (CryptographicException)
        {
            return Imported<AsymmetricAlgorithm>(RSA.Create(), der, import);
        }
    }

    private static T Imported<T>(T key, byte[] der, Action<T, byte[]> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key, der);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static bool IsEncrypted(PemFile.Section section) =>
        section.Label.StartsWith("ENCRYPTED", StringComparison.Ordinal) || IsTraditionalEncrypted(section);

    private static bool IsTraditionalEncrypted(PemFile.Section section) =>
        section.Text.Contains("Proc-Type: 4,ENCRYPTED", StringComparison.Ordinal);

    /// <summary>OpenSSL's PEM_read of a key with a DEK-Info line: one round of MD5 over password and salt makes the key.</summary>
    private static byte[] DecryptTraditional(PemFile.Section section, string password)
    {
        const string header = "DEK-Info:";
        string line = section.Text.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.StartsWith(header, StringComparison.Ordinal))
            ?? throw new FormatException("there is no DEK-Info line");
        string[] parts = line[header.Length..].Split(',', 2, StringSplitOptions.TrimEntries);
        byte[] iv = Convert.FromHexString(parts.Length == 2 ? parts[1] : "");
        using SymmetricAlgorithm cipher = CreateCipher(parts[0]);
        if (iv.Length != cipher.BlockSize / 8)
        {
            throw new FormatException("the DEK-Info line is broken");
        }

        cipher.Key = DeriveKey(System.Text.Encoding.UTF8.GetBytes(password), iv.AsSpan(0, 8), cipher.KeySize / 8);
        return cipher.DecryptCbc(section.Decode(), iv);
    }

#pragma warning disable CA5350, CA5351 // What the file is encrypted with is the file's choice.
    private static SymmetricAlgorithm CreateCipher(string name)
    {
        SymmetricAlgorithm cipher = name switch
        {
            "DES-EDE3-CBC" => TripleDES.Create(),
            "DES-CBC" => DES.Create(),
            "AES-128-CBC" or "AES-192-CBC" or "AES-256-CBC" => Aes.Create(),
            _ => throw new FormatException($"the cipher '{name}' is not known"),
        };
        if (cipher is Aes)
        {
            cipher.KeySize = int.Parse(name.AsSpan(4, 3), CultureInfo.InvariantCulture);
        }

        return cipher;
    }

    private static byte[] DeriveKey(byte[] password, ReadOnlySpan<byte> salt, int length)
    {
        var key = new List<byte>();
        byte[] block = [];
        while (key.Count < length)
        {
            block = MD5.HashData([.. block, .. password, .. salt]);
            key.AddRange(block);
        }

        return key.GetRange(0, length).ToArray();
    }
#pragma warning restore CA5350, CA5351

    private sealed class PasswordMissingException : Exception;
}
