using System.Reflection;
using System.Runtime.CompilerServices;
using Akka.Actor;
using ErlDist.Mapping;

namespace AkkaErlDist.Serialization;

/// <summary>
/// Binds the declared types of all assemblies to <see cref="EtfSerializer"/>, those of assemblies that are loaded later, too.
/// </summary>
/// <remarks>
/// A declaration counts from the moment its assembly's module initializer has run, which .NET puts off until the assembly's code
/// does. A message that arrives would come before that, so it is run as soon as the assembly is loaded.
/// </remarks>
internal sealed class DeclaredTypes : IDisposable
{
    private static readonly string s_library = typeof(ErlTypes).Assembly.GetName().Name!;
    private readonly Lock _sync = new();
    private readonly HashSet<Type> _bound = [];
    private readonly Settings _settings;

    public DeclaredTypes(Settings settings)
    {
        _settings = settings;
        AppDomain.CurrentDomain.AssemblyLoad += OnLoad;
        foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Initialize(assembly);
        }

        Bind();
    }

    public void Dispose() => AppDomain.CurrentDomain.AssemblyLoad -= OnLoad;

    private static bool Initialize(Assembly assembly)
    {
        if (assembly.IsDynamic || !assembly.GetReferencedAssemblies().Any(reference => reference.Name == s_library))
        {
            return false;
        }

        RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
        return true;
    }

    private void OnLoad(object? sender, AssemblyLoadEventArgs args)
    {
        if (Initialize(args.LoadedAssembly))
        {
            Bind();
        }
    }

    private void Bind()
    {
        lock (_sync)
        {
            List<Type> added = [.. ErlTypes.Declared.Where(_bound.Add)];
            if (added.Count > 0)
            {
                _settings.InjectTopLevelFallback(EtfBindings.For(added));
            }
        }
    }
}
