using System.ComponentModel;

namespace ErlDist.Mapping.Generated;

/// <summary>The services and modules of all assemblies. Each assembly's generated module initializer registers its own; no reflection.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ErlServices
{
    /// <summary>Registers a service; generated code does.</summary>
    /// <param name="proxy">Makes a proxy.</param>
    /// <param name="server">Makes a server of an implementation; null where there is none.</param>
    /// <typeparam name="T">The interface.</typeparam>
    public static void Register<T>(Func<ServiceChannel, T> proxy, Func<T, ServiceServer>? server)
        where T : class
    {
        Service<T>.Proxy = proxy;
        Service<T>.Server = server;
    }

    /// <summary>Registers a module; generated code does.</summary>
    /// <param name="export">Exports the functions of an implementation.</param>
    /// <typeparam name="T">The interface or class.</typeparam>
    public static void RegisterModule<T>(Action<ErlangNode, T> export)
        where T : class => Service<T>.Exports = export;

    /// <summary>A proxy.</summary>
    /// <param name="channel">How it reaches what it stands for.</param>
    /// <typeparam name="T">The interface, declared with [ErlService] or [ErlModule].</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared, or its assembly was built without the generator.</exception>
    public static T Proxy<T>(ServiceChannel channel)
        where T : class
    {
        LoadedAssemblies.Initialize();
        return (Service<T>.Proxy ?? throw Undeclared<T>("[ErlService] or, for functions, [ErlModule]"))(channel);
    }

    /// <summary>A server.</summary>
    /// <param name="service">The implementation.</param>
    /// <typeparam name="T">The interface, declared with [ErlService].</typeparam>
    /// <exception cref="InvalidOperationException">The interface is not declared, or its assembly was built without the generator.</exception>
    public static ServiceServer Server<T>(T service)
        where T : class
    {
        LoadedAssemblies.Initialize();
        return (Service<T>.Server ?? throw Undeclared<T>("[ErlService]"))(service);
    }

    /// <summary>The arguments of a function; generated code asks.</summary>
    /// <param name="arguments">The list that came.</param>
    /// <param name="codec">Their codec, that of a tuple.</param>
    /// <typeparam name="T">The arguments.</typeparam>
    /// <exception cref="TermFormatException">They are not of that shape; the message names the parameter.</exception>
    public static T ArgumentsOf<T>(ErlList arguments, TermCodec<T> codec)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return ErlTypes.FromTerm(Term.Tuple(arguments.Elements), codec);
    }

    internal static void Export<T>(ErlangNode node, T module)
        where T : class
    {
        LoadedAssemblies.Initialize();
        (Service<T>.Exports ?? throw Undeclared<T>("[ErlModule(\"…\")]"))(node, module);
    }

    private static InvalidOperationException Undeclared<T>(string attribute) =>
        new($"{typeof(T)} is no service: declare it with {attribute}, in a project that refers to the package ErlDist.");

    private static class Service<T>
        where T : class
    {
        public static Func<ServiceChannel, T>? Proxy { get; set; }

        public static Func<T, ServiceServer>? Server { get; set; }

        public static Action<ErlangNode, T>? Exports { get; set; }
    }
}
