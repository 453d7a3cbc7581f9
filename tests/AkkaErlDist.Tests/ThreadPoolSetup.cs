using System.Runtime.CompilerServices;

namespace AkkaErlDist.Tests;

/// <summary>
/// Many actor systems start at once here, and each start blocks a thread: with few, the others' heartbeats would wait for the pool
/// to grow, and nodes would seem lost.
/// </summary>
internal static class ThreadPoolSetup
{
    [ModuleInitializer]
    internal static void Run() => ThreadPool.SetMinThreads(32, 32);
}
