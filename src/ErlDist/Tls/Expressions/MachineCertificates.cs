using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls.Expressions;

/// <summary>The authorities that this machine trusts, as <c>public_key:cacerts_get/0</c> has them: <c>{cert,DER,undefined}</c>.</summary>
internal static class MachineCertificates
{
    public static ErlList Get()
    {
        try
        {
            using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            return store.Certificates.Count > 0
                ? ErlList.Create([.. store.Certificates.Select(c => Term.Tuple(Atom.Get("cert"), c.RawData, Atom.Get("undefined")))])
                : throw new ErlangErrorException("no_cacerts_found: this machine trusts no authorities");
        }
        catch (CryptographicException e)
        {
            throw new ErlangErrorException($"no_cacerts_found: {e.Message}");
        }
    }
}
