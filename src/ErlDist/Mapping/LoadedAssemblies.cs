using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ErlDist.Mapping;

/// <summary>
/// Has each assembly register its declared types before something is looked up. Its module initializer does, which runs when the
/// assembly's code first does: that may be after the first message of its types has arrived.
/// </summary>
internal static class LoadedAssemblies
{
    private static readonly ConcurrentDictionary<Assembly, bool> s_new = new();
    private static int s_count;

    static LoadedAssemblies()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) => Add(loaded.LoadedAssembly);
            foreach (Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                Add(assembly);
            }
        }
    }

    /// <summary>Runs the module initializers of what was loaded since the last time; waits for those that run already.</summary>
    public static void Initialize()
    {
        if (Volatile.Read(ref s_count) == 0)
        {
            return;
        }

        foreach (Assembly assembly in s_new.Keys)
        {
            if (!assembly.IsDynamic && RefersToThis(assembly))
            {
                RuntimeHelpers.RunModuleConstructor(assembly.ManifestModule.ModuleHandle);
            }

            if (s_new.TryRemove(assembly, out _))
            {
                Interlocked.Decrement(ref s_count);
            }
        }
    }

    private static void Add(Assembly assembly)
    {
        if (s_new.TryAdd(assembly, true))
        {
            Interlocked.Increment(ref s_count);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "A reference that is trimmed away is one of an assembly that declares nothing.")]
    private static bool RefersToThis(Assembly assembly)
    {
        string? name = typeof(LoadedAssemblies).Assembly.GetName().Name;
        return assembly.GetReferencedAssemblies().Any(reference => reference.Name == name);
    }
}
