/// What `wattswarm schedule` gives for the files of `ScheduleFiles.swift`, read and approved by eye.

let goldenThreePurposes = """
    profile  connector  purpose                level  kind      answer
    #1               0  ChargePointMaxProfile      0  Absolute  Accepted
    #2               1  TxDefaultProfile           0  Absolute  Accepted
    #3               1  TxProfile                  0  Absolute  Accepted

    Composite schedule of connector 1 from 2025-01-01T12:00:10.000Z, 0:06:40:

    12:00:10 to 12:00:50 UTC (+0:00:00)   8 A on 3 phases, by #3 TxProfile
        #1 ChargePointMaxProfile level 0: 10 A on 3 phases, not the lowest
        #2 TxDefaultProfile level 0: not consulted while TxProfile #3 is valid
        #3 TxProfile level 0: 8 A on 3 phases, the limit
    12:00:50 to 12:03:20 UTC (+0:00:40)   10 A on 3 phases, by #1 ChargePointMaxProfile
        #1 ChargePointMaxProfile level 0: 10 A on 3 phases, the limit
        #2 TxDefaultProfile level 0: not consulted while TxProfile #3 is valid
        #3 TxProfile level 0: 11 A on 3 phases, not the lowest
    12:03:20 to 12:04:00 UTC (+0:03:10)   6 A on 3 phases, by #3 TxProfile
        #1 ChargePointMaxProfile level 0: 10 A on 3 phases, not the lowest
        #2 TxDefaultProfile level 0: not consulted while TxProfile #3 is valid
        #3 TxProfile level 0: 6 A on 3 phases, the limit
    12:04:00 to 12:06:50 UTC (+0:03:50)   10 A on 3 phases, by #1 ChargePointMaxProfile
        #1 ChargePointMaxProfile level 0: 10 A on 3 phases, the limit
        #2 TxDefaultProfile level 0: not consulted while TxProfile #3 is valid
        #3 TxProfile level 0: 12 A on 3 phases, not the lowest

    10 A ┤        ██████████████████████████        ███████████████████████████████
         ┤▃▃▃▃▃▃▃▃██████████████████████████        ███████████████████████████████
         ┤██████████████████████████████████        ███████████████████████████████
         ┤██████████████████████████████████▆▆▆▆▆▆▆▆███████████████████████████████
     5 A ┤█████████████████████████████████████████████████████████████████████████
         ┤█████████████████████████████████████████████████████████████████████████
         ┤█████████████████████████████████████████████████████████████████████████
         ┤█████████████████████████████████████████████████████████████████████████
         └─────────────────────────────────────────────────────────────────────────
          0                                                                 0:06:40

    """

let goldenThreePurposesJSON = """
    {"status":"Accepted","periods":[
      {"startPeriod":0,"limit":8,"numberPhases":3,"chargingProfileId":3},
      {"startPeriod":40,"limit":10,"numberPhases":3,"chargingProfileId":1},
      {"startPeriod":190,"limit":6,"numberPhases":3,"chargingProfileId":3},
      {"startPeriod":230,"limit":10,"numberPhases":3,"chargingProfileId":1}
    ]}

    """

let goldenEveryReason = """
    profile  connector  purpose           level  kind      answer
    #1               0  TxDefaultProfile      0  Absolute  Accepted
    #2               1  TxDefaultProfile      0  Absolute  Accepted
    #3               0  TxDefaultProfile      4  Absolute  Accepted
    #4               1  TxDefaultProfile      5  Absolute  Accepted
    #5               1  TxProfile             0  Absolute  Rejected: transactionId is not that of the running transaction
    #6               3  TxDefaultProfile      0  Absolute  CALLERROR PropertyConstraintViolation: there is no such connector
    #7               1  TxProfile             0  Absolute  Accepted
    #8               0  TxDefaultProfile      8  Absolute  Accepted, then replaced
    #8               0  TxDefaultProfile      3  Absolute  Accepted

    Composite schedule of connector 1 from 2025-01-01T12:00:00.000Z, 0:15:00:

    12:00:00 to 12:01:00 UTC (+0:00:00)   9 A on 3 phases, by #3 TxDefaultProfile
        #4 TxDefaultProfile level 5: not valid before 2025-01-01T12:10:00.000Z
        #3 TxDefaultProfile level 4: 9 A on 3 phases, the limit
        #8 TxDefaultProfile level 3: overruled by the higher stack level of #3 (4)
        #2 TxDefaultProfile level 0: overruled by the higher stack level of #3 (4)
        #1 TxDefaultProfile level 0: replaced here by the connector's own #2 of the same level
        #7 TxProfile level 0: expired at 2025-01-01T11:00:00.000Z
    12:01:00 to 12:05:00 UTC (+0:01:00)   20 A on 3 phases, by #8 TxDefaultProfile
        #4 TxDefaultProfile level 5: not valid before 2025-01-01T12:10:00.000Z
        #3 TxDefaultProfile level 4: its duration is over
        #8 TxDefaultProfile level 3: 20 A on 3 phases, the limit
        #2 TxDefaultProfile level 0: overruled by the higher stack level of #8 (3)
        #1 TxDefaultProfile level 0: replaced here by the connector's own #2 of the same level
        #7 TxProfile level 0: expired at 2025-01-01T11:00:00.000Z
    12:05:00 to 12:10:00 UTC (+0:05:00)   0 A on 3 phases (pause), by #8 TxDefaultProfile
        #4 TxDefaultProfile level 5: not valid before 2025-01-01T12:10:00.000Z
        #3 TxDefaultProfile level 4: its duration is over
        #8 TxDefaultProfile level 3: 0 A on 3 phases (pause), the limit
        #2 TxDefaultProfile level 0: overruled by the higher stack level of #8 (3)
        #1 TxDefaultProfile level 0: replaced here by the connector's own #2 of the same level
        #7 TxProfile level 0: expired at 2025-01-01T11:00:00.000Z
    12:10:00 to 12:15:00 UTC (+0:10:00)   7 A on 3 phases, by #4 TxDefaultProfile
        #4 TxDefaultProfile level 5: 7 A on 3 phases, the limit
        #3 TxDefaultProfile level 4: its duration is over
        #8 TxDefaultProfile level 3: overruled by the higher stack level of #4 (5)
        #2 TxDefaultProfile level 0: its duration is over
        #1 TxDefaultProfile level 0: overruled by the higher stack level of #4 (5)
        #7 TxProfile level 0: expired at 2025-01-01T11:00:00.000Z

    20 A ┤       ████████████████████████
         ┤       ████████████████████████
         ┤       ████████████████████████
         ┤       ████████████████████████
    10 A ┤▅▅▅▅▅▅▅████████████████████████
         ┤███████████████████████████████                               ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
         ┤███████████████████████████████                               ███████████████████████████████
         ┤███████████████████████████████                               ███████████████████████████████
         └─────────────────────────────────────────────────────────────────────────────────────────────
          0                                                                                     0:15:00

    """

let goldenEveryReasonJSON = """
    {"status":"Accepted","periods":[
      {"startPeriod":0,"limit":9,"numberPhases":3,"chargingProfileId":3},
      {"startPeriod":60,"limit":20,"numberPhases":3,"chargingProfileId":8},
      {"startPeriod":300,"limit":0,"numberPhases":3,"chargingProfileId":8},
      {"startPeriod":600,"limit":7,"numberPhases":3,"chargingProfileId":4}
    ]}

    """

let goldenWhole = """
    profile  connector  purpose                level  kind             answer
    #1               0  ChargePointMaxProfile      0  Recurring Daily  Accepted
    #2               1  TxDefaultProfile           0  Absolute         Accepted
    #3               2  TxDefaultProfile           0  Absolute         Accepted

    Composite schedule of the whole charge point from 2025-01-01T12:00:00.000Z, 1:00:00:

    12:00:00 to 12:15:00 UTC (+0:00:00)   12000 W on 3 phases, by #1 ChargePointMaxProfile
        connector 1: #2 TxDefaultProfile level 0: 10 A on 3 phases, here 6900 W on 3 phases
        connector 2: #3 TxDefaultProfile level 0: 10 A on 3 phases, here 6900 W on 3 phases
        #1 ChargePointMaxProfile level 0: 12000 W on 3 phases, the limit
    12:15:00 to 12:40:00 UTC (+0:15:00)   11040 W on 3 phases, the sum of the connectors
        connector 1: #2 TxDefaultProfile level 0: 10 A on 3 phases, here 6900 W on 3 phases
        connector 2: #3 TxDefaultProfile level 0: 6 A on 3 phases, here 4140 W on 3 phases
        #1 ChargePointMaxProfile level 0: 12000 W on 3 phases, not the lowest
    12:40:00 to 13:00:00 UTC (+0:40:00)   no limit, because not every connector has one
        connector 1: #2 TxDefaultProfile level 0: 10 A on 3 phases, here 6900 W on 3 phases
        connector 2: #3 TxDefaultProfile level 0: its duration is over
        #1 ChargePointMaxProfile level 0: its duration is over, until it recurs (Daily)

    12000 W ┤████████████▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃▃░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
     6000 W ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            ┤██████████████████████████████████░░░░░░░░░░░░░░░░
            └──────────────────────────────────────────────────
             0                                          1:00:00
             ░ no profile limits

    """

let goldenWholeJSON = """
    {"status":"Accepted","periods":[
      {"startPeriod":0,"limit":12000,"numberPhases":3,"chargingProfileId":1},
      {"startPeriod":900,"limit":11040,"numberPhases":3,"chargingProfileId":null},
      {"startPeriod":2400,"limit":null,"numberPhases":null,"chargingProfileId":null}
    ]}

    """

let goldenNoProfile = """
    No profile is set.

    Composite schedule of connector 2 from 2025-01-01T12:00:00.000Z, 1:00:00:

    12:00:00 to 13:00:00 UTC (+0:00:00)   no limit by any profile

     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     ┤░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     └─────────────────────────────────────────────────────────
      0                                                 1:00:00
      ░ no profile limits

    """

let goldenNoProfileJSON = """
    {"status":"Accepted","periods":[
      {"startPeriod":0,"limit":null,"numberPhases":null,"chargingProfileId":null}
    ]}

    """

let goldenUnknown = """
    No profile is set.

    GetCompositeSchedule for connector 9 is Rejected: there is no such connector

    """

let goldenUnknownJSON = """
    {"status":"Rejected","periods":[]}

    """
