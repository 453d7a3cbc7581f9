using AkkaErlDist.Benchmarks;
using ErlDist.Benchmarks.Control;

// Arguments: kind, name, directory with the certificates; benchmarks/run.sh starts it.
if (args is not [var kind, var name, var directory])
{
    Console.Error.WriteLine("Use benchmarks/run.sh, which starts this program with what it needs.");
    return 2;
}

var systems = Systems.Start(kind, name, directory);
try
{
    var driver = new Driver(systems.Local);
    await ControlLoop.RunAsync(systems.Address, driver.ObeyAsync);
}
finally
{
    await systems.DisposeAsync();
}

return 0;
