using System.Security.Cryptography.X509Certificates;

namespace ErlDist.Tls;

/// <summary>
/// Chooses an authority that isn't a root, called as OTP calls a <c>partial_chain</c>: where the peer's chain leads to no root that is
/// trusted.
/// </summary>
/// <param name="chain">The peer's chain, its own certificate first.</param>
/// <returns>The certificate of the chain to trust (<c>{trusted_ca,DER}</c>); null = none (<c>unknown_ca</c>).</returns>
public delegate X509Certificate2? TlsPartialChain(IReadOnlyList<X509Certificate2> chain);

/// <summary>Compares a name that is looked for with one in a certificate, as OTP calls a <c>match_fun</c>.</summary>
/// <param name="reference">The name that the server is called by.</param>
/// <param name="presented">A DNS name, or the common name, in its certificate.</param>
/// <returns>Whether they match; null = compare them as ever (<c>default</c>).</returns>
public delegate bool? TlsNameMatch(string reference, string presented);

/// <summary>
/// .NET functions under the names that options call them by: <c>fun mod:name/Arity</c> in an option file, <c>{mod,name,State}</c>
/// for verify_fun behind <c>-ssl_dist_opt</c>. A fun of an option file has no other way to be run here.
/// </summary>
public sealed class TlsFunctions
{
    private readonly Dictionary<(string Module, string Name), Delegate> _functions = [];

    /// <summary>Names a function for <c>verify_fun</c>, arity 3 or 4.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">What it does.</param>
    public TlsFunctions Add(string module, string name, TlsVerifyFunction function) => Put(module, name, function);

    /// <summary>Names a function for <c>partial_chain</c>, arity 1.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">What it does.</param>
    public TlsFunctions Add(string module, string name, TlsPartialChain function) => Put(module, name, function);

    /// <summary>Names a function for <c>match_fun</c> in <c>customize_hostname_check</c>, arity 2.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">What it does.</param>
    public TlsFunctions Add(string module, string name, TlsNameMatch function) => Put(module, name, function);

    /// <summary>Names a function for <c>password</c>, arity 0.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">Gives the password; called each time that the key is read.</param>
    public TlsFunctions Add(string module, string name, Func<string> function) => Put(module, name, function);

    /// <summary>Names a function for <c>sni_fun</c>, arity 1.</summary>
    /// <param name="module">The module.</param>
    /// <param name="name">The function.</param>
    /// <param name="function">The options for a name that a client asks for; null = those of the role.</param>
    public TlsFunctions Add(string module, string name, Func<string, TlsServerOptions?> function) => Put(module, name, function);

    /// <summary>The function of a name, if it is of a kind.</summary>
    internal T? Find<T>(string module, string name)
        where T : Delegate => _functions.GetValueOrDefault((module, name)) as T;

    private TlsFunctions Put(string module, string name, Delegate function)
    {
        ArgumentException.ThrowIfNullOrEmpty(module);
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        _functions[(module, name)] = function;
        return this;
    }
}
