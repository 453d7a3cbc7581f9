using ErlDist.Tool;
using ErlDist.Tool.Line;
using ErlDist.Tool.Output;

using var interrupts = new Interrupts();
return await CommandLine.RunAsync(args, StandardOutput.Open(), Console.Error, interrupts).ConfigureAwait(false);
