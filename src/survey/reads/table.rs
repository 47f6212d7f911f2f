//! What a row of the table of reads makes: the question, the reading, the place of the fact, and what goes over all of them.

macro_rules! reads {
    (
        account { $($(#[$adoc:meta])* $aread:ident, $afield:ident: $atype:ty = $arow:expr;)* }
        region { $($(#[$rdoc:meta])* $rread:ident, $rfield:ident: $rtype:ty = $rrow:expr;)* }
        each { $($(#[$kdoc:meta])* $kread:ident of $kasked:ty, $kfield:ident[$kkey:ty, $key_of:expr]: $ktype:ty = $krow:expr;)* }
    ) => {
        /// One kind of read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
        pub enum Read {
            $($(#[$adoc])* $aread,)*
            $($(#[$rdoc])* $rread,)*
            $($(#[$kdoc])* $kread,)*
            /// A real one-token call.
            Invoke,
        }

        /// One thing to ask AWS.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Question {
            $($(#[$adoc])* $aread,)*
            $($(#[$rdoc])* $rread(RegionName),)*
            $($(#[$kdoc])* $kread(RegionName, $kasked),)*
            /// A real one-token call. It costs money and may begin a subscription: never asked without the user's consent.
            Invoke(RealCall),
        }

        /// A question with what came of it. An answer of the wrong kind for its question cannot be written down.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Reading {
            $($(#[$adoc])* $aread(Result<$atype, Refusal>),)*
            $($(#[$rdoc])* $rread(RegionName, Result<$rtype, Refusal>),)*
            $($(#[$kdoc])* $kread(RegionName, $kasked, Result<$ktype, Refusal>),)*
            /// A real one-token call: `Ok` is an answer of the model.
            Invoke(RealCall, Result<(), Refusal>),
        }

        /// Everything learned about one account through one profile.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct Survey {
            $($(#[$adoc])* pub $afield: Fact<$atype>,)*
            /// What was learned in each region.
            pub regions: BTreeMap<RegionName, RegionFacts>,
        }

        /// What was learned in one region. A survey from before a read was there has nothing under its name.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct RegionFacts {
            $($(#[$rdoc])* pub $rfield: Fact<$rtype>,)*
            $($(#[$kdoc])* pub $kfield: BTreeMap<$kkey, Fact<$ktype>>,)*
            /// Real one-token calls, by the id that was called: `Ok` is an answer, a refusal is evidence.
            pub verified: BTreeMap<String, Fact<()>>,
            /// The same with the streaming operation, which is another IAM action.
            pub streamed: BTreeMap<String, Fact<()>>,
            /// What told of these calls, where that was no call of this program.
            #[serde(skip_serializing_if = "BTreeMap::is_empty")]
            pub told_by: BTreeMap<String, CallSource>,
            /// Agreements that were seen in another state than AVAILABLE, by model.
            pub agreements: BTreeMap<BaseModelId, AgreementSeen>,
            /// How fast it takes questions; nothing while it never refused one for speed.
            #[serde(skip_serializing_if = "Option::is_none")]
            pub tempo: Option<Tempo>,
        }

        impl Read {
            /// Its row of the table.
            #[must_use]
            pub fn row(self) -> ReadRow {
                match self {
                    $(Self::$aread => $arow,)*
                    $(Self::$rread => $rrow,)*
                    $(Self::$kread => $krow,)*
                    Self::Invoke => INVOKE,
                }
            }
        }

        impl Question {
            /// Of a read, in one region; nothing for a read that is about the account or about something in a region.
            #[must_use]
            pub fn in_region(read: Read, region: RegionName) -> Option<Self> {
                match read {
                    $(Read::$rread => Some(Self::$rread(region)),)*
                    _ => None,
                }
            }

            /// Which read it is.
            #[must_use]
            pub fn read(&self) -> Read {
                match self {
                    $(Self::$aread => Read::$aread,)*
                    $(Self::$rread(_) => Read::$rread,)*
                    $(Self::$kread(..) => Read::$kread,)*
                    Self::Invoke(_) => Read::Invoke,
                }
            }

            /// The region asked, if the question is about one.
            #[must_use]
            pub fn region(&self) -> Option<&RegionName> {
                match self {
                    $(Self::$aread => None,)*
                    $(Self::$rread(region) => Some(region),)*
                    $(Self::$kread(region, _) => Some(region),)*
                    Self::Invoke(call) => Some(&call.region),
                }
            }

            /// The reading of a question that was refused, or never got an answer.
            #[must_use]
            pub fn refused(self, refusal: Refusal) -> Reading {
                match self {
                    $(Self::$aread => Reading::$aread(Err(refusal)),)*
                    $(Self::$rread(region) => Reading::$rread(region, Err(refusal)),)*
                    $(Self::$kread(region, of) => Reading::$kread(region, of, Err(refusal)),)*
                    Self::Invoke(call) => Reading::Invoke(call, Err(refusal)),
                }
            }
        }

        impl Reading {
            /// The question.
            #[must_use]
            pub fn question(&self) -> Question {
                match self {
                    $(Self::$aread(_) => Question::$aread,)*
                    $(Self::$rread(region, _) => Question::$rread(region.clone()),)*
                    $(Self::$kread(region, of, _) => Question::$kread(region.clone(), of.clone()),)*
                    Self::Invoke(call, _) => Question::Invoke(call.clone()),
                }
            }

            /// Whether there was an answer, or why not.
            ///
            /// # Errors
            ///
            /// The refusal.
            pub fn outcome(&self) -> Result<(), &Refusal> {
                match self {
                    $(Self::$aread(outcome) => outcome.as_ref().map(drop),)*
                    $(Self::$rread(_, outcome) => outcome.as_ref().map(drop),)*
                    $(Self::$kread(_, _, outcome) => outcome.as_ref().map(drop),)*
                    Self::Invoke(_, outcome) => outcome.as_ref().map(drop),
                }
            }
        }

        impl Survey {
            /// Takes in one observation.
            pub fn apply(&mut self, observation: Observation) {
                let Observation { reading, at } = observation;
                if let Reading::Availability(region, model, Ok(answer)) = &reading {
                    self.regions.entry(region.clone()).or_default().note_agreement(model, answer, at);
                }
                match reading {
                    $(Reading::$aread(outcome) => self.$afield.take(outcome, at),)*
                    $(Reading::$rread(region, outcome) => {
                        self.regions.entry(region).or_default().$rfield.take(outcome, at);
                    })*
                    $(Reading::$kread(region, of, outcome) => {
                        let facts = &mut self.regions.entry(region).or_default().$kfield;
                        facts.entry($key_of(of)).or_default().take(outcome, at);
                    })*
                    Reading::Invoke(call, outcome) => {
                        self.regions.entry(call.region.clone()).or_default().take_call(call, outcome, at);
                    }
                }
            }
        }

        impl RegionFacts {
            /// Every fact, with the read it comes from.
            pub fn facts(&self) -> impl Iterator<Item = (Read, &dyn FactDates)> {
                let one = [$((Read::$rread, &self.$rfield as &dyn FactDates)),*].into_iter();
                let called = self.verified.values().chain(self.streamed.values());
                let called = called.map(|fact| (Read::Invoke, fact as &dyn FactDates));
                one$(.chain(self.$kfield.values().map(|fact| (Read::$kread, fact as &dyn FactDates))))*.chain(called)
            }

            /// Forgets everything asked or answered up to this moment.
            pub(in crate::survey) fn forget_until(&mut self, moment: Timestamp) {
                fn forget<K: Ord, T>(facts: &mut BTreeMap<K, Fact<T>>, moment: Timestamp) {
                    facts.retain(|_, fact| {
                        fact.forget_until(moment);
                        fact.asked_at().is_some()
                    });
                }
                $(self.$rfield.forget_until(moment);)*
                $(forget(&mut self.$kfield, moment);)*
                forget(&mut self.verified, moment);
                forget(&mut self.streamed, moment);
                self.forget_sources();
                self.agreements.retain(|_, seen| seen.otherwise_at > moment);
                self.tempo = None;
            }
        }
    };
}

pub(super) use reads;
