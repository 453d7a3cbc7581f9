using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ErlDist.Wire;

namespace ErlDist.Tool.Checking;

/// <summary>What a port answers to a TLS client that accepts every certificate.</summary>
/// <param name="AnswersTls">Its first bytes are TLS, be it an alert.</param>
/// <param name="Certificate">Its certificate, if it came so far.</param>
internal sealed record TlsProbe(bool AnswersTls, X509Certificate2? Certificate);
