using ErlDist.Tool;
using ErlDist.Tool.Line;

using var interrupts = new Interrupts();
return await CommandLine.RunAsync(args, Console.Out, Console.Error, interrupts).ConfigureAwait(false);
