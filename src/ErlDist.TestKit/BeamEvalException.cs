using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ErlDist.TestKit;

/// <summary>An expression raised on the BEAM node; the message is <c>{Class,Reason}</c> as Erlang prints it.</summary>
/// <param name="reason">What it raised.</param>
public sealed class BeamEvalException(string reason) : Exception(reason);
