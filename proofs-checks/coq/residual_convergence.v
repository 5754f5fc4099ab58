(** Claim      (1/K) Σ_{k<K} E M_k <= 8F_max(V_0/(αγK) + (73/36)αγL F_max²σ²) + 6F_max σ² (1/K) Σ E s_k +
               (4μβF_max²/α)σ_r², M = |g⊙F + |g|⊙G|² + R_min|g|² + (μ²γ²R_min/2)|P-P*|² + (2F_max μβ/(αγ²)) Σ q_s d²,
               V = f(Wbar) - f* + (μ/4)|d|², d = W-W*, P* = -d/γ, s = |G/√F|²_inf, F, G at P, q_s the response of W to
               -d
    Source     RF Thm 3 (87), corrected
    Assumes    P' = U(P, -α(g+ε)), W' = U(W, β(P'+ε_r)), elements of both arrays with any responses, g = ∇f(Wbar),
               Wbar = W + γP; f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|², |∇f(x)| >= μ|x-W*| for all x, y (as strong
               convexity gives), f* <= f(x), 0 < μ <= L; on the run q+, q- >= 0 at W and P, F <= F_max, R(P) = q+ q- >=
               R_min > 0; α, β, γ, F_max > 0, 8αγLF_max <= 1, β <= αγ²μR_min/(18F_max²); finitely many outcomes of ε
               and, independent of it, of the read noise ε_r, with any probabilities, E ε = 0, E|ε|² <= σ², E ε_r = 0,
               E|ε_r|² <= σ_r²; the outcomes of ε may depend on Wbar; K > 0, D > 0
    Corrected  residual_convergence; residual_convergence_corrected, one step: E V' <= V - (αγR_min/(8F_max))|g|² -
               (αγ/(8F_max))|g⊙F + |g|⊙G|² - (αγ³μ²R_min/(16F_max))|P-P*|² - (μβ/(4γ)) Σ q_s d² + (3/4)αγσ²s +
               (73/36)α²γ²L F_max²σ² + (μβγF_max/2)σ_r²
    Fails      residual_convergence_published_fails: Σ_k |g⊙F + |g|⊙G|² + |g|²/R_min + ... <= 8F_max V_0/α without
               noise, V = f(Wbar) - f* + C|d|², C = 10βF_max²/(αγR_min), β = αμγ^(3/2)√(min R(W))R_min/(16√2 F_max³),
               however small α is asked to be: D = 1, digital weights, f = w²/2, γ = 1/32, W = W* = 0, P = 1, 4/α <=
               K <= 4/α+1 *)

From Coq Require Import Reals Lra Lia Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse Run ResidualLearning
  residual_mixed_descent residual_main_descent.
Local Open Scope R_scope.

(** (W, P) -> (W', P'); Wbar = W + γP. *)
Definition residual_point (gamma : R) (s : vector * vector) : vector := add (fst s) (scale gamma (snd s)).
Definition residual_step (A_W A_P : array) (grad : vector -> vector) (alpha beta gamma : R) (eps read : vector)
    (s : vector * vector) : vector * vector :=
  let P' := step A_P (snd s) (scale (- alpha) (add (grad (residual_point gamma s)) eps)) in
  (step A_W (fst s) (scale beta (add P' read)), P').

(** V = f(Wbar) - f* + c|W-W*|². *)
Definition lyapunov (n : nat) (f : vector -> R) (f_star c gamma : R) (Wstar : vector) (s : vector * vector) : R :=
  f (residual_point gamma s) - f_star + c * norm_sq n (sub (fst s) Wstar).

Section Convergence.
  Variables (n : nat) (L mu : R) (f : vector -> R) (grad : vector -> vector) (Wstar : vector) (f_star : R).
  Variables (A_W A_P : array) (F_max R_min alpha beta gamma sigma sigma_r : R).
  Hypotheses (Hn : (0 < n)%nat) (Hmu : 0 < mu <= L) (Hf : quadratic_bound n L f grad).
  Hypothesis Hgrows : forall x, mu^2 * norm_sq n (sub x Wstar) <= norm_sq n (grad x).
  Hypotheses (Halpha : 0 < alpha) (Hbeta : 0 < beta) (Hgamma : 0 < gamma) (HFmax : 0 < F_max) (HRmin : 0 < R_min).
  Hypothesis Hrate : 8 * alpha * gamma * L * F_max <= 1.
  Hypothesis Hbeta_rate : beta <= alpha * gamma^2 * mu * R_min / (18 * F_max^2).

  (** What is asked of a state (W, P). *)
  Definition admissible (s : vector * vector) : Prop :=
    in_range n A_W (fst s) /\ F_at_most n A_W (fst s) F_max /\
    in_range n A_P (snd s) /\ F_at_most n A_P (snd s) F_max /\
    forall i, (i < n)%nat -> R_min <= R_of A_P (snd s) i.

  Let kappa := alpha * gamma.
  Let U := kappa * R_min / F_max.

  Section Step.
    Variables (N : nat) (p : vector) (eps : nat -> vector) (M : nat) (r : vector) (read : nat -> vector).
    Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps) (Hvariance : variance n N p eps <= sigma^2).
    Hypotheses (Hr : distribution M r) (Hrz : unbiased n M r read) (Hrv : variance n M r read <= sigma_r^2).
    Variable state : vector * vector.
    Hypothesis Hstate : admissible state.

    Let W := fst state.
    Let P := snd state.
    Let d := sub W Wstar.
    Let Pstar := scale (/ gamma) (sub Wstar W).
    Let e := sub P Pstar.
    Let g := grad (residual_point gamma state).
    Let s := asymmetry n A_P P.
    Let Y := norm_sq n (gradient_response A_P P g).
    Let towards := weighted_sq n (used A_W W (sub Wstar W)) d.
    Let V := lyapunov n f f_star (mu / 4) gamma Wstar.
    Let P' (j : nat) := step A_P P (scale (- alpha) (add g (eps j))).
    Let next (j l : nat) := residual_step A_W A_P grad alpha beta gamma (eps j) (read l) state.

    Lemma kappa_pos : 0 < kappa.
    Proof. now apply Rmult_lt_0_compat. Qed.

    Lemma R_min_le : R_min <= F_max^2.
    Proof.
      destruct Hstate as [_ [_ [HP [HF HR]]]]. specialize (HR 0%nat Hn). specialize (HF 0%nat Hn).
      pose proof (F_nonneg n A_P (snd state) HP 0%nat Hn). rewrite R_of_parts in HR.
      pose proof (pow2_ge_0 (G_of A_P (snd state) 0%nat)). nra.
    Qed.

    Lemma rate_mu : kappa * mu * F_max <= / 8.
    Proof.
      assert (kappa * mu * F_max <= kappa * L * F_max); [|unfold kappa in *; lra].
      apply Rmult_le_compat_r; [lra|]. apply Rmult_le_compat_l; [pose proof kappa_pos; lra|lra].
    Qed.

    (** What the transfer costs the objective, Lβ included, is paid by -(μγ/(8F_max))β|u|². *)
    Lemma transfer_paid : F_max / (kappa * R_min) * beta + L * beta + mu / 4 * beta <= mu * gamma / (8 * F_max).
    Proof.
      pose proof kappa_pos as Hk. pose proof R_min_le as HR.
      set (y := mu * gamma / (18 * F_max)). set (X := F_max / (kappa * R_min) * beta).
      assert (HX : X <= y).
      { apply (Rle_trans _ (F_max / (kappa * R_min) * (alpha * gamma^2 * mu * R_min / (18 * F_max^2)))).
        - apply Rmult_le_compat_l; [|easy]. left. apply Rdiv_lt_0_compat; [easy|now apply Rmult_lt_0_compat].
        - right. unfold y, kappa. field. lra. }
      assert (HL : L <= F_max / (kappa * R_min) / 8).
      { apply (Rmult_le_reg_r (8 * kappa * R_min)); [repeat apply Rmult_lt_0_compat; lra|].
        replace (F_max / (kappa * R_min) / 8 * (8 * kappa * R_min)) with F_max by (field; lra).
        apply (Rmult_le_reg_r F_max); [easy|].
        replace (L * (8 * kappa * R_min) * F_max) with (R_min * (8 * alpha * gamma * L * F_max))
          by (unfold kappa; ring).
        nra. }
      assert (HLb : L * beta <= X / 8).
      { unfold X. replace (F_max / (kappa * R_min) * beta / 8) with (F_max / (kappa * R_min) / 8 * beta)
        by (field; lra).
        apply Rmult_le_compat_r; lra. }
      assert (Hmb : mu / 4 * beta <= L * beta / 4) by (assert (mu * beta <= L * beta)
        by (apply Rmult_le_compat_r; lra); lra).
      assert (Hy : 0 < y) by (apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|lra]).
      replace (mu * gamma / (8 * F_max)) with (9 / 4 * y) by (unfold y; field; lra). lra.
    Qed.

    (** μβγF_max <= U μ²γ²/18. *)
    Lemma read_weight : mu * beta * gamma * F_max <= U * (mu^2 * gamma^2) / 18.
    Proof.
      apply (Rle_trans _ (mu * gamma * F_max * (alpha * gamma^2 * mu * R_min / (18 * F_max^2)))).
      - replace (mu * beta * gamma * F_max) with (mu * gamma * F_max * beta) by ring.
        apply Rmult_le_compat_l; [|easy]. left. repeat apply Rmult_lt_0_compat; lra.
      - right. unfold U, kappa. field. lra.
    Qed.

    Lemma used_towards i : used A_W W Pstar i = used A_W W (sub Wstar W) i.
    Proof.
      unfold used, Pstar, scale. assert (Hi : 0 < / gamma) by now apply Rinv_0_lt_compat.
      destruct (Rle_dec 0 (/ gamma * sub Wstar W i)), (Rle_dec 0 (sub Wstar W i)); try easy; exfalso; nra.
    Qed.

    (** Σ q_s P*² = Σ q_s d²/γ². *)
    Lemma towards_target : weighted_sq n (used A_W W Pstar) Pstar = towards / gamma^2.
    Proof.
      unfold towards, weighted_sq, Rdiv. rewrite Rmult_comm, <- sum_of_scal. apply sum_of_ext. intros i _.
      rewrite used_towards. unfold d, Pstar, scale, sub. field. lra.
    Qed.

    (** One outcome of both noises. *)
    Lemma convergence_outcome : exists lambda : vector, forall j l,
      V (next j l)
      <= V state - U / 4 * norm_sq n g - kappa / (8 * F_max) * Y - mu * beta / (4 * gamma) * towards
         + mu * beta * gamma * F_max / 2 * norm_sq n (sub (add (P' j) (read l)) Pstar)
         + sum_of n (fun i => (3 / 4 * kappa * s + 2 * L * kappa^2 * F_max^2) * (eps j i)^2 + lambda i * eps j i).
    Proof.
      destruct Hstate as [HW [HFW [HP [HFP HR]]]]. pose proof kappa_pos as Hk.
      assert (Hq : forall i, (i < n)%nat -> 0 < q_plus A_P P i /\ 0 < q_minus A_P P i).
      { intros i Hi. destruct (HP i Hi) as [H1 H2]. specialize (HR i Hi). unfold R_of in HR. fold P in H1, H2, HR.
        split; apply Rnot_le_lt; intros N0.
        - assert (Z : q_plus A_P P i = 0) by lra. rewrite Z in HR. lra.
        - assert (Z : q_minus A_P P i = 0) by lra. rewrite Z in HR. lra. }
      destruct (mixed_outcome n eps L f grad ltac:(lra) Hf A_P W P F_max alpha gamma Hq HFP HFmax Halpha Hgamma
                  ltac:(lra)) as [lambda H].
      exists lambda. intros j l. set (x := add (P' j) (read l)). set (W' := step A_W W (scale beta x)).
      specialize (H j W'). fold kappa in H.
      pose proof (main_step n A_W W Wstar x beta gamma HW Hbeta Hgamma) as HM. fold W' Pstar d in HM.
      set (u := norm_sq n (realised A_W W x)) in *.
      assert (Hmove : norm_sq n (sub W' W) = beta^2 * u).
      { unfold u. rewrite <- norm_sq_scal. apply norm_sq_ext. intros i _. unfold sub, W'.
        rewrite (scaled_step A_W W x beta Hbeta), realised_used. ring. }
      (* R >= R_min *)
      assert (HWR : R_min * norm_sq n g <= weighted_sq n (R_of A_P P) g).
      { unfold norm_sq, weighted_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
        apply Rmult_le_compat_r; [apply pow2_ge_0|now apply HR]. }
      assert (HWI : weighted_inverse_sq n (R_of A_P P) (sub W' W) <= / R_min * norm_sq n (sub W' W)).
      { unfold norm_sq, weighted_inverse_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
        unfold Rdiv. rewrite Rmult_comm. apply Rmult_le_compat_r; [apply pow2_ge_0|].
        apply Rinv_le_contravar; [easy|now apply HR]. }
      (* |u|² <= 2F_max Σ b x², q <= 2F_max *)
      assert (Hu : u <= 2 * F_max * weighted_sq n (used A_W W x) x).
      { unfold u, norm_sq, weighted_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
        rewrite realised_used. destruct (used_bounds n A_W W HW x i Hi). pose proof (steepest_le n A_W W HW i Hi).
        specialize (HFW i Hi). fold W in HFW. pose proof (pow2_ge_0 (x i)).
        replace ((x i * used A_W W x i)^2) with (used A_W W x i * (used A_W W x i * x i^2)) by ring.
        rewrite <- Rmult_assoc. replace (2 * F_max * used A_W W x i * x i^2) with (2 * F_max * (used A_W W x i * x i^2))
          by ring.
        rewrite Rmult_assoc. apply Rmult_le_compat_r; [now apply Rmult_le_pos|lra]. }
      assert (Hs2 : weighted_sq n (steepest A_W W) (sub x Pstar) <= 2 * F_max * norm_sq n (sub x Pstar)).
      { unfold norm_sq, weighted_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi.
        pose proof (steepest_le n A_W W HW i Hi). specialize (HFW i Hi). fold W in HFW.
        apply Rmult_le_compat_r; [apply pow2_ge_0|lra]. }
      rewrite towards_target in HM. set (b := weighted_sq n (used A_W W x) x) in *.
      set (q := weighted_sq n (steepest A_W W) (sub x Pstar)) in *. set (w := norm_sq n (sub x Pstar)) in *.
      assert (Hu0 : 0 <= u) by apply norm_sq_nonneg.
      (* c times the inequality of the main array *)
      assert (HM' : mu / 4 * norm_sq n (sub W' Wstar)
                    <= mu / 4 * norm_sq n d - mu * beta / (4 * gamma) * towards + mu * beta * gamma * F_max / 2 * w
                       - beta * (mu * gamma / (8 * F_max)) * u + mu / 4 * beta * (beta * u)).
      { assert (Hc : 0 < mu / 4 * (beta * gamma)) by (apply Rmult_lt_0_compat; [lra|now apply Rmult_lt_0_compat]).
        apply (Rmult_le_compat_l (mu / 4)) in HM; [|lra].
        assert (H1 : mu / 4 * (beta * gamma) * q <= mu / 4 * (beta * gamma) * (2 * F_max * w))
          by (apply Rmult_le_compat_l; lra).
        assert (H2 : mu / 4 * (beta * gamma) * (u / (2 * F_max)) <= mu / 4 * (beta * gamma) * b).
        { apply Rmult_le_compat_l; [lra|]. apply (Rmult_le_reg_r (2 * F_max)); [lra|].
          replace (u / (2 * F_max) * (2 * F_max)) with u by (field; lra). lra. }
        replace (mu / 4 * (beta * gamma) * (u / (2 * F_max))) with (beta * (mu * gamma / (8 * F_max)) * u) in H2
          by (field; lra).
        replace (mu * beta / (4 * gamma) * towards) with (mu / 4 * (beta * gamma * (towards / gamma^2)))
          by (field; lra).
        lra. }
      pose proof transfer_paid as HT. apply (Rmult_le_compat_r (beta * u)) in HT; [|apply Rmult_le_pos; lra].
      assert (HWI' : F_max / kappa * weighted_inverse_sq n (R_of A_P P) (sub W' W)
          <= F_max / (kappa * R_min) * beta * (beta * u)).
      { replace (F_max / (kappa * R_min) * beta * (beta * u)) with (F_max / kappa * (/ R_min * norm_sq n (sub W' W)))
          by (rewrite Hmove; field; lra).
        apply Rmult_le_compat_l; [left; now apply Rdiv_lt_0_compat|easy]. }
      assert (HWR' : U / 4 * norm_sq n g <= kappa / (4 * F_max) * weighted_sq n (R_of A_P P) g).
      { replace (U / 4 * norm_sq n g) with (kappa / (4 * F_max) * (R_min * norm_sq n g)) by (unfold U; field; lra).
        apply Rmult_le_compat_l; [left; apply Rdiv_lt_0_compat; lra|easy]. }
      change (V (next j l)) with (f (add W' (scale gamma (P' j))) - f_star + mu / 4 * norm_sq n (sub W' Wstar)).
      change (V state) with (f (add W (scale gamma P)) - f_star + mu / 4 * norm_sq n d).
      change (grad (add W (scale gamma P))) with g in H. fold Y s in H.
      change (step A_P P (scale (- alpha) (add g (eps j)))) with (P' j) in H.
      rewrite Hmove in H. lra.
    Qed.

    (** |P'-P*|² <= 2|e|² + 8α²F_max²|g+ε|². *)
    Lemma residual_move j : norm_sq n (sub (P' j) Pstar) <= 2 * norm_sq n e
        + 8 * alpha^2 * F_max^2 * norm_sq n (add g (eps j)).
    Proof.
      destruct Hstate as [_ [_ [HP [HFP _]]]]. fold P in HP, HFP.
      pose proof (norm_sq_plus_le n e (realised A_P P (scale (- alpha) (add g (eps j))))) as H.
      rewrite (norm_sq_ext n _ (sub (P' j) Pstar)) in H.
      2:{ intros i _. unfold sub, P'. rewrite step_realised. unfold e, sub. ring. }
      assert (HQ : norm_sq n (realised A_P P (scale (- alpha) (add g (eps j))))
          <= 4 * alpha^2 * F_max^2 * norm_sq n (add g (eps j))).
      { unfold norm_sq. rewrite <- sum_of_scal. apply sum_of_le. intros i Hi. rewrite realised_used.
        destruct (used_bounds n A_P P HP (scale (- alpha) (add g (eps j))) i Hi) as [U0 U1].
        pose proof (steepest_le n A_P P HP i Hi). specialize (HFP i Hi).
        set (q := used A_P P (scale (- alpha) (add g (eps j))) i) in *. unfold scale. set (h := add g (eps j) i).
        replace ((- alpha * h * q)^2) with (q^2 * (alpha^2 * h^2)) by ring.
        replace (4 * alpha^2 * F_max^2 * h^2) with ((2 * F_max)^2 * (alpha^2 * h^2)) by ring.
        apply Rmult_le_compat_r; [apply Rmult_le_pos; apply pow2_ge_0|]. apply pow_incr. lra. }
      lra.
    Qed.

    (** |g| >= μγ|P-P*|. *)
    Lemma gradient_of_error : mu^2 * gamma^2 * norm_sq n e <= norm_sq n g.
    Proof.
      pose proof (Hgrows (residual_point gamma state)) as H. fold g in H.
      rewrite (norm_sq_ext n _ (fun i => gamma * e i)) in H.
      - rewrite norm_sq_scal in H. lra.
      - intros i _. unfold residual_point, e, Pstar, sub, add, scale. fold W P. field. lra.
    Qed.

    Theorem residual_convergence_corrected :
      expected N p (fun j => expected M r (fun l => V (next j l)))
      <= V state - alpha * gamma * R_min / (8 * F_max) * norm_sq n g - alpha * gamma / (8 * F_max) * Y
         - alpha * gamma^3 * mu^2 * R_min / (16 * F_max) * norm_sq n e - mu * beta / (4 * gamma) * towards
         + 3 / 4 * alpha * gamma * sigma^2 * s + 73 / 36 * alpha^2 * gamma^2 * L * F_max^2 * sigma^2
         + mu * beta * gamma * F_max / 2 * sigma_r^2.
    Proof.
      destruct convergence_outcome as [lambda H]. pose proof kappa_pos as Hk.
      set (c' := mu * beta * gamma * F_max / 2) in *.
      assert (Hc' : 0 < c') by (unfold c'; repeat apply Rmult_lt_0_compat; lra).
      set (K := 3 / 4 * kappa * s + 2 * L * kappa^2 * F_max^2) in *.
      set (base := V state - U / 4 * norm_sq n g - kappa / (8 * F_max) * Y - mu * beta / (4 * gamma) * towards) in *.
      set (G := norm_sq n g) in *. set (E := norm_sq n e).
      (* the read noise *)
      assert (H1 : forall j, expected M r (fun l => V (next j l))
                     <= (base + c' * norm_sq n (sub (P' j) Pstar)
                         + sum_of n (fun i => K * (eps j i)^2 + lambda i * eps j i)) + c' * sigma_r^2).
      { intros j. eapply Rle_trans; [|apply Rplus_le_compat_l, Rmult_le_compat_l, Hrv; lra].
        apply (expected_bound M r Hr n read Hrz) with (lambda := fun i => 2 * c' * sub (P' j) Pstar i).
        intros l _. specialize (H j l). eapply Rle_trans; [exact H|].
        assert (Ex : c' * norm_sq n (sub (add (P' j) (read l)) Pstar)
                     = c' * norm_sq n (sub (P' j) Pstar)
                       + sum_of n (fun i => c' * (read l i)^2 + 2 * c' * sub (P' j) Pstar i * read l i)).
        { unfold norm_sq. rewrite <- !sum_of_scal, <- sum_of_plus. apply sum_of_ext. intros i _.
          unfold sub, add. ring. }
        rewrite Ex. lra. }
      (* the noise of the gradient *)
      set (K' := K + 8 * c' * alpha^2 * F_max^2).
      assert (H2 : expected N p (fun j => expected M r (fun l => V (next j l)))
                   <= (base + c' * (2 * E + 8 * alpha^2 * F_max^2 * G) + c' * sigma_r^2) + K' * variance n N p eps).
      { apply (expected_bound N p Hp n eps Hz) with (lambda := fun i => lambda i + 16 * c' * alpha^2 * F_max^2 * g i).
        intros j _. eapply Rle_trans; [apply H1|]. pose proof (residual_move j) as HR. fold E in HR.
        apply (Rmult_le_compat_l c') in HR; [|lra].
        assert (Ex : norm_sq n (add g (eps j)) = G + sum_of n (fun i => (eps j i)^2 + 2 * g i * eps j i)).
        { unfold G, norm_sq. rewrite <- sum_of_plus. apply sum_of_ext. intros i _. unfold add. ring. }
        rewrite Ex in HR.
        assert (Es : sum_of n (fun i => K' * (eps j i)^2 + (lambda i + 16 * c' * alpha^2 * F_max^2 * g i) * eps j i)
                     = sum_of n (fun i => K * (eps j i)^2 + lambda i * eps j i)
                       + 8 * c' * alpha^2 * F_max^2 * sum_of n (fun i => (eps j i)^2 + 2 * g i * eps j i)).
        { rewrite <- sum_of_scal, <- sum_of_plus. apply sum_of_ext. intros i _. unfold K'. ring. }
        rewrite Es. lra. }
      eapply Rle_trans; [exact H2|].
      (* constants *)
      pose proof rate_mu as Ht. pose proof R_min_le as HR. pose proof gradient_of_error as HG. fold E G in HG.
      set (t := kappa * mu * F_max) in *.
      assert (Ht0 : 0 < t) by (unfold t; repeat apply Rmult_lt_0_compat; lra).
      assert (HU : 0 < U) by (unfold U; apply Rdiv_lt_0_compat; [now apply Rmult_lt_0_compat|easy]).
      pose proof read_weight as HB. replace (mu * beta * gamma * F_max) with (2 * c') in HB by (unfold c'; field).
      assert (HE0 : 0 <= E) by apply norm_sq_nonneg. assert (HG0 : 0 <= G) by apply norm_sq_nonneg.
      assert (C1 : 2 * c' * E <= U / 18 * (mu^2 * gamma^2 * E)).
      { apply (Rmult_le_compat_r E) in HB; [|easy]. lra. }
      assert (Ct : 8 * c' * alpha^2 * F_max^2 <= 4 / 18 * U * t^2).
      { apply (Rmult_le_compat_r (4 * alpha^2 * F_max^2)) in HB.
        - eapply Rle_trans; [|apply (Rle_trans _ _ _ HB)]; right; [ring|]. unfold t, kappa. field.
        - apply Rmult_le_pos; [|apply pow2_ge_0]. pose proof (pow2_ge_0 alpha). lra. }
      assert (Ht2 : t^2 <= / 64) by nra.
      assert (C2 : 8 * c' * alpha^2 * F_max^2 * G <= U / 288 * G).
      { apply Rmult_le_compat_r; [easy|]. eapply Rle_trans; [exact Ct|]. nra. }
      assert (C3 : 8 * c' * alpha^2 * F_max^2 <= / 36 * L * kappa^2 * F_max^2).
      { eapply Rle_trans; [exact Ct|]. assert (HUt : U * t <= kappa^2 * L * F_max^2).
        { replace (U * t) with (kappa^2 * (mu * R_min)) by (unfold U, t; field; lra).
          rewrite Rmult_assoc. apply Rmult_le_compat_l; [apply pow2_ge_0|]. nra. }
        assert (0 < U * t) by nra. replace (4 / 18 * U * t^2) with (4 / 18 * (U * t) * t) by ring. nra. }
      assert (HKs : 0 <= K') by (unfold K', K; pose proof (asymmetry_nonneg n A_P P) as Hs; fold s in Hs;
        assert (0 <= kappa * s) by (apply Rmult_le_pos; lra); assert (0 <= L * (kappa^2 * F_max^2))
          by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; apply pow2_ge_0]);
        assert (0 <= c' * (alpha^2 * F_max^2)) by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; apply pow2_ge_0]); lra).
      assert (HKv : K' * variance n N p eps <= K' * sigma^2) by now apply Rmult_le_compat_l.
      assert (HKb : K' * sigma^2 <= (3 / 4 * kappa * s + 73 / 36 * L * kappa^2 * F_max^2) * sigma^2).
      { apply Rmult_le_compat_r; [apply pow2_ge_0|]. unfold K', K. lra. }
      assert (HUG : U * (mu^2 * gamma^2 * E) <= U * G) by (apply Rmult_le_compat_l; lra).
      replace (alpha * gamma * R_min / (8 * F_max) * G) with (U / 8 * G) by (unfold U, kappa; field; lra).
      replace (alpha * gamma^3 * mu^2 * R_min / (16 * F_max) * E) with (U / 16 * (mu^2 * gamma^2 * E))
        by (unfold U, kappa; field; lra).
      unfold base, kappa in *. assert (0 <= U * G) by (apply Rmult_le_pos; lra). lra.
    Qed.
  End Step.

  (** A run: every step draws both noises anew; ε at Wbar has the outcomes eps Wbar j. *)
  Variables (N : nat) (p : vector) (eps : vector -> nat -> vector) (M : nat) (r : vector) (read : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : forall x, unbiased n N p (eps x)).
  Hypothesis Hvariance : forall x, variance n N p (eps x) <= sigma^2.
  Hypotheses (Hr : distribution M r) (Hrz : unbiased n M r read) (Hrv : variance n M r read <= sigma_r^2).
  Hypothesis Hbelow : forall x, f_star <= f x.

  Let V := lyapunov n f f_star (mu / 4) gamma Wstar.
  Let next (s : vector * vector) (j l : nat) :=
    residual_step A_W A_P grad alpha beta gamma (eps (residual_point gamma s) j) (read l) s.

  Let after_step := two_noise_step (vector * vector) N p M r next.
  Let leads := two_noise_leads (vector * vector) N M next.

  (** M of a state. *)
  Definition residual_metric (s : vector * vector) : R :=
    let g := grad (residual_point gamma s) in
    let d := sub (fst s) Wstar in
    norm_sq n (gradient_response A_P (snd s) g) + R_min * norm_sq n g
    + mu^2 * gamma^2 * R_min / 2 * norm_sq n (sub (snd s) (scale (/ gamma) (sub Wstar (fst s))))
    + 2 * F_max * mu * beta / (alpha * gamma^2) * weighted_sq n (used A_W (fst s) (sub Wstar (fst s))) d.

  Lemma lyapunov_nonneg s : 0 <= V s.
  Proof.
    unfold V, lyapunov. specialize (Hbelow (residual_point gamma s)).
    assert (0 <= mu / 4 * norm_sq n (sub (fst s) Wstar)) by (apply Rmult_le_pos; [lra|apply norm_sq_nonneg]). lra.
  Qed.

  Theorem residual_convergence K s :
    (0 < K)%nat -> along_run _ leads admissible K s ->
    mean_of K (fun k => expect_after _ after_step residual_metric k s)
    <= 8 * F_max * (V s / (alpha * gamma * INR K) + 73 / 36 * alpha * gamma * L * F_max^2 * sigma^2)
       + 6 * F_max * sigma^2 * mean_of K (fun k => expect_after _ after_step (fun s => asymmetry n A_P (snd s)) k s)
       + 4 * mu * beta * F_max^2 / alpha * sigma_r^2.
  Proof.
    intros HK Hs. set (X := fun s : vector * vector => asymmetry n A_P (snd s)).
    set (a := alpha * gamma / (8 * F_max)). assert (Ha : 0 < a) by (apply Rdiv_lt_0_compat; nra).
    set (b := - (3 / 4 * alpha * gamma * sigma^2)).
    set (c := - (73 / 36 * alpha^2 * gamma^2 * L * F_max^2 * sigma^2 + mu * beta * gamma * F_max / 2 * sigma_r^2)).
    pose proof (two_noise_step_le _ N p M r next Hp Hr) as Hle.
    pose proof (two_noise_step_affine _ N p M r next Hp Hr) as Haffine.
    set (mean := expect_after _ after_step) in *.
    pose proof (telescoped _ after_step leads Hle Haffine admissible V (fun s => a * residual_metric s + b * X s + c) K
        s) as HT.
    fold mean in HT. rewrite (sum_of_ext K _ (fun k => a * mean residual_metric k s + b * mean X k s + c)) in HT
      by (intros; now apply (expect_after_affine _ after_step leads)).
    rewrite !sum_of_plus, !sum_of_scal, sum_of_const in HT.
    assert (HV : a * sum_of K (fun k => mean residual_metric k s) + b * sum_of K (fun k => mean X k s) + INR K * c
        <= V s).
    { apply HT; [apply lyapunov_nonneg| |easy]. intros s' Hs'.
      pose proof (residual_convergence_corrected N p (eps (residual_point gamma s')) M r read Hp (Hz _) (Hvariance _)
                    Hr Hrz Hrv s' Hs') as H1.
      cbv zeta in H1. unfold residual_metric, X, a, b, c. cbv zeta.
      replace (alpha * gamma / (8 * F_max) * _) with
        (alpha * gamma / (8 * F_max) * norm_sq n (gradient_response A_P (snd s') (grad (residual_point gamma s')))
         + alpha * gamma * R_min / (8 * F_max) * norm_sq n (grad (residual_point gamma s'))
         + alpha * gamma^3 * mu^2 * R_min / (16 * F_max) * norm_sq n
             (sub (snd s') (scale (/ gamma) (sub Wstar (fst s'))))
         + mu * beta / (4 * gamma) * weighted_sq n (used A_W (fst s') (sub Wstar (fst s'))) (sub (fst s') Wstar))
        by (field; lra).
      unfold after_step, two_noise_step, V, next. lra. }
    clear HT. assert (HKp : 0 < INR K) by now apply lt_0_INR. unfold mean_of.
    set (m := sum_of K (fun k => mean residual_metric k s)) in *. set (x := sum_of K (fun k => mean X k s)) in *.
    apply (Rmult_le_reg_r (a * INR K)); [nra|].
    replace (m / INR K * (a * INR K)) with (a * m) by (field; lra).
    replace ((8 * F_max * (V s / (alpha * gamma * INR K) + 73 / 36 * alpha * gamma * L * F_max^2 * sigma^2)
              + 6 * F_max * sigma^2 * (x / INR K) + 4 * mu * beta * F_max^2 / alpha * sigma_r^2) * (a * INR K))
      with (V s - b * x - INR K * c) by (unfold a, b, c; field; lra).
    lra.
  Qed.
End Convergence.

(** A run without noise. *)
Definition quiet_run (A_W A_P : array) (grad : vector -> vector) (alpha beta gamma : R) (s : vector * vector)
    (k : nat) :
    vector * vector :=
  Nat.iter k (residual_step A_W A_P grad alpha beta gamma (fun _ => 0) (fun _ => 0)) s.

(** m is the least entry of X_0 .. X_{K-1}. *)
Definition is_least (n K : nat) (X : nat -> vector) (m : R) : Prop :=
  (forall k i, (k < K)%nat -> (i < n)%nat -> m <= X k i) /\ exists k i, (k < K)%nat /\ (i < n)%nat /\ X k i = m.

(** The run of the counterexample: w and P of one digital weight, f = w²/2, γ = 1/32, from w = 0, P = 1. *)
Lemma slow_run (alpha beta : R) (w P : nat -> R) (k : nat) :
  0 < alpha -> beta = alpha / 4096 -> w 0%nat = 0 -> P 0%nat = 1 ->
  (forall k, P (S k) = P k - alpha * (w k + P k / 32)) -> (forall k, w (S k) = w k + beta * P (S k)) ->
  alpha * INR k <= 5 ->
  0 <= w k <= beta * INR k /\ 1 - alpha * INR k / 16 <= P k <= 1 /\ / 32 * (1 - alpha * INR k / 32) <= w k + P k / 32.
Proof.
  intros Ha Hb Hw0 HP0 HP Hw. induction k as [|k IH]; intros Hk; [rewrite Hw0, HP0; simpl; lra|].
  rewrite S_INR in *. pose proof (pos_INR k) as Hi. assert (Hk' : alpha * INR k <= 5) by nra.
  destruct (IH Hk') as [H1 [H2 H3]]. clear IH. rewrite Hw, HP. set (g := w k + P k / 32) in *.
  assert (Hbk : beta * INR k <= 5 / 4096) by (rewrite Hb; lra).
  assert (Hg : 0 <= g <= / 16) by (unfold g; lra).
  assert (H4 : 0 <= alpha * g) by (apply Rmult_le_pos; lra).
  assert (H5 : alpha * g <= alpha * / 16) by (apply Rmult_le_compat_l; lra).
  assert (Hbeta : 0 < beta) by lra.
  assert (HP1 : 0 <= P k - alpha * g <= 1) by lra.
  assert (H6 : 0 <= beta * (P k - alpha * g) <= beta) by nra.
  split; [lra|]. split; [lra|].
  assert (H7 : (1 - alpha / 32) * (/ 32 * (1 - alpha * INR k / 32)) <= (1 - alpha / 32) * g).
  { destruct (Rle_or_lt 32 alpha); [|apply Rmult_le_compat_l; lra]. exfalso. nra. }
  assert (0 <= alpha * (alpha * INR k)) by (apply Rmult_le_pos; [lra|apply Rmult_le_pos; lra]).
  assert (E : w k + beta * (P k - alpha * g) + (P k - alpha * g) / 32 = (1 - alpha / 32) * g + beta * (P k - alpha * g))
    by (unfold g; field).
  rewrite E. lra.
Qed.

Lemma sum_of_naturals K c d : sum_of K (fun k => c - d * INR k) = INR K * c - d * (INR K * (INR K - 1) / 2).
Proof. induction K; [simpl; field|]. cbn [sum_of]. rewrite IHK, S_INR. field. Qed.

(** The last three terms of the published metric are non-negative: without them its bound says less. Nor is anything
    lost without noise, σ = 0. *)
Theorem residual_convergence_published_fails :
  ~ (forall (n : nat) (L mu : R) (f : vector -> R) (grad : vector -> vector) (A_W A_P : array) (F_W F_P F_max gamma : R)
            (Wstar W P : vector),
       (0 < n)%nat -> 0 < mu <= L -> smooth n L f grad -> strongly_convex n mu f grad ->
       (forall i, (i < n)%nat -> grad Wstar i = 0) ->
       is_F_max n A_W F_W -> is_F_max n A_P F_P -> F_max = Rmax F_W F_P -> 0 < gamma ->
       exists alpha_max, 0 < alpha_max /\
       forall (alpha beta R_min R_W : R) (K : nat),
         0 < alpha <= alpha_max -> (0 < K)%nat ->
         let run := quiet_run A_W A_P grad alpha beta gamma (W, P) in
         let g := fun k => grad (residual_point gamma (run k)) in
         (forall k, (k < K)%nat -> in_range n A_W (fst (run k)) /\ in_range n A_P (snd (run k))) ->
         is_least n K (fun k => R_of A_P (snd (run k))) R_min -> 0 < R_min ->
         is_least n K (fun k => R_of A_W (fst (run k))) R_W -> 0 < R_W ->
         beta = alpha * mu * (gamma * sqrt gamma) * sqrt R_W * R_min / (16 * sqrt 2 * F_max^3) ->
         let C := 10 * beta * F_max^2 / (alpha * gamma * R_min) in
         mean_of K (fun k => norm_sq n (gradient_response A_P (snd (run k)) (g k)) + norm_sq n (g k) / R_min)
         <= 8 * F_max * (lyapunov n f (f Wstar) C gamma Wstar (W, P) / (alpha * INR K))).
Proof.
  intros H.
  destruct (H 1%nat 1 1 (quadratic 1 0) (quadratic_gradient 1 0) digital digital 1 1 1 (/ 32) (fun _ => 0) (fun _ => 0)
      (fun _ => 1))
    as [alpha_max [Hmax HK]]; try lra.
  { lia. } { apply quadratic_smooth; lra. } { apply quadratic_strongly_convex. }
  { intros. unfold quadratic_gradient. lra. } { apply digital_F_max. lia. } { apply digital_F_max. lia. }
  { rewrite Rmax_left; lra. }
  clear H. set (a := Rmin alpha_max 1).
  assert (Ha : 0 < a <= 1) by (split; [apply Rmin_pos; lra|apply Rmin_r]).
  assert (Ham : a <= alpha_max) by apply Rmin_l. clearbody a.
  destruct (nfloor_ex (4 / a)) as [K0 [K1 K2]]; [left; apply Rdiv_lt_0_compat; lra|].
  set (K := S K0). assert (HKlow : 4 / a <= INR K) by (unfold K; rewrite S_INR; lra).
  assert (HKhigh : a * INR K <= 5).
  { unfold K. rewrite S_INR. assert (a * INR K0 <= a * (4 / a)) by (apply Rmult_le_compat_l; lra).
    replace (a * (4 / a)) with 4 in * by (field; lra). lra. }
  set (b := a / 4096).
  set (run := quiet_run digital digital (quadratic_gradient 1 0) a b (/ 32) (fun _ => 0, fun _ => 1)).
  assert (Hleast : forall X : nat -> vector, is_least 1 K (fun k => R_of digital (X k)) 1).
  { intros X. split; [intros; unfold R_of, q_plus, q_minus; cbn; lra|].
    exists 0%nat, 0%nat. unfold K. repeat split; try lia. unfold R_of, q_plus, q_minus; cbn. lra. }
  specialize (HK a b 1 1 K ltac:(lra) ltac:(unfold K; lia)). cbv zeta in HK. fold run in HK.
  specialize (HK ltac:(intros; split; apply digital_in_range) (Hleast _) ltac:(lra) (Hleast _) ltac:(lra)).
  assert (Hroot : sqrt (/ 32) = sqrt 2 / 8).
  { apply sqrt_lem_1; [lra|apply Rmult_le_pos; [apply sqrt_pos|lra]|].
    replace (sqrt 2 / 8 * (sqrt 2 / 8)) with (sqrt 2 * sqrt 2 / 64) by field. rewrite sqrt_sqrt; lra. }
  specialize (HK ltac:(rewrite Hroot, sqrt_1; unfold b; field; apply Rgt_not_eq, sqrt_lt_R0; lra)).
  assert (next : forall k, run (S k)
    = residual_step digital digital (quadratic_gradient 1 0) a b (/ 32) (fun _ => 0) (fun _ => 0) (run k))
      by reflexivity.
  set (w k := fst (run k) 0%nat). set (P k := snd (run k) 0%nat).
  assert (HP : forall k, P (S k) = P k - a * (w k + P k / 32)).
  { intros k. unfold P, w. rewrite next. unfold residual_step. cbn [snd]. rewrite digital_step.
    unfold scale, add, residual_point, quadratic_gradient, add, scale. lra. }
  assert (Hw : forall k, w (S k) = w k + b * P (S k)).
  { intros k. unfold P, w. rewrite next. unfold residual_step. cbn [fst snd]. rewrite digital_step.
    unfold scale at 1. unfold add at 1. rewrite Rplus_0_r. reflexivity. }
  assert (Hg : forall k, quadratic_gradient 1 0 (residual_point (/ 32) (run k)) 0%nat = w k + P k / 32).
  { intros k. unfold quadratic_gradient, residual_point, add, scale, w, P. field. }
  assert (Hsum : sum_of K (fun k => 2 * (/ 32)^2 - 2 * (/ 32)^2 * (a / 16) * INR k)
                 <= sum_of K (fun k => norm_sq 1 (gradient_response digital (snd (run k))
                                                    (quadratic_gradient 1 0 (residual_point (/ 32) (run k))))
                                       + norm_sq 1 (quadratic_gradient 1 0 (residual_point (/ 32) (run k))) / 1)).
  { apply sum_of_le. intros k Hk. unfold norm_sq. cbn [sum_of]. unfold gradient_response.
    rewrite digital_F, digital_G, Hg.
    assert (Hak : a * INR k <= a * INR K) by (apply Rmult_le_compat_l; [lra|apply le_INR; lia]).
    destruct (slow_run a b w P k (proj1 Ha) eq_refl eq_refl eq_refl HP Hw ltac:(lra)) as [_ [_ H3]].
    set (g := w k + P k / 32) in *. pose proof (pos_INR k) as Hi.
    assert (Hak0 : 0 <= a * INR k) by (apply Rmult_le_pos; lra).
    assert (Hsq : (/ 32 * (1 - a * INR k / 32))^2 <= g^2) by (apply pow_incr; lra).
    assert (0 <= (a * INR k)^2) by apply pow2_ge_0. lra. }
  rewrite sum_of_naturals in Hsum. unfold mean_of in HK.
  set (S_K := sum_of K _) in Hsum.
  set (V_0 := lyapunov 1 (quadratic 1 0) (quadratic 1 0 (fun _ => 0)) (10 * b * 1^2 / (a * / 32 * 1)) (/ 32)
      (fun _ => 0)
                (fun _ => 0, fun _ => 1)).
  assert (HK' : S_K / INR K <= 8 * 1 * (V_0 / (a * INR K))) by exact HK. clear HK. rename HK' into HK.
  unfold V_0, lyapunov, quadratic, residual_point, norm_sq, sub, add, scale in HK. cbn [sum_of fst snd] in HK.
  assert (HKp : 0 < INR K) by (unfold K; apply lt_0_INR; lia).
  apply (Rmult_le_compat_r (a * INR K)) in HK; [|apply Rmult_le_pos; lra].
  replace (S_K / INR K * (a * INR K)) with (a * S_K) in HK by (field; lra).
  assert (HR : a * S_K <= 4 * (/ 32)^2).
  { eapply Rle_trans; [exact HK|]. right. field. lra. }
  assert (HaK : 4 <= a * INR K).
  { apply (Rmult_le_compat_l a) in HKlow; [|lra]. replace (a * (4 / a)) with 4 in HKlow by (field; lra). lra. }
  apply (Rmult_le_compat_l a) in Hsum; [|lra]. set (z := a * INR K) in *.
  replace (a * (INR K * (2 * (/ 32)^2) - 2 * (/ 32)^2 * (a / 16) * (INR K * (INR K - 1) / 2)))
    with (2 * (/ 32)^2 * (z - z * (z - a) / 32)) in Hsum by (unfold z; field).
  nra.
Qed.
